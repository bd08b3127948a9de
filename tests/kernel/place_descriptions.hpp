// Descriptions of descriptions.hpp about consumers that follow what they read into its loops, outputs that
// are computed at loops of others, and parts of a loop's body that run ahead.
#pragma once

#include <tenon/kernel/describe.hpp>

namespace descriptions {

using namespace tenon;

/// Bias and ReLU in the tile of a product, whose packed operand comes along.
inline constexpr auto reverse_compute_at = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  auto bias = input<float>("bias", n);
  axis i("i", m), j("j", n), x("x", m), y("y", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto D = compute("D", {x, y}, max(C(x, y) + bias(y), 0));
  auto s = schedule(D);
  auto c = s[C];
  auto [jo, ji] = c.split(j, 8);
  auto [io, ii] = c.split(i, 4, tail::cut);
  c.reorder(jo, io, r, ii, ji).unroll(ii).vectorize(ji).parallel(jo).cache_write(io);
  s.cache_read(B, c).compute_at(C, jo).pack(1, 8);
  s.reverse_compute_at(C, io).pragma(s.taken(io), "no_unroll");
  return s;
};

/// A transposed reader, which has an axis more, in tiles of parts; a reader of that one follows it.
inline constexpr auto reverse_compute_at_chain = [](extent m, extent n) {
  auto A = input<std::int32_t>("A", m, n);
  auto w = input<std::int32_t>("w", 3);
  axis i("i", m), j("j", n), y("y", n), x("x", m), k("k", 3);
  auto P = compute("P", {i, j}, A(i, j) * 3 - 1);
  auto Q = compute("Q", {y, x}, sum(P(x, y) * w(k), k));
  auto C = compute("C", {y, x}, select(Q(y, x) > 4, Q(y, x), A(x, y)));
  auto s = schedule(C);
  auto p = s[P];
  auto [io, ii] = p.split_parts(i, 2);
  auto [jo, ji] = p.split(j, 6);
  auto [jm, jl] = p.split(ji, 2);
  p.reorder(io, jo, jm, ii, jl).vectorize(jl);
  axis f = p.fuse(io, jo);
  s[Q].reverse_compute_at(P, jm);
  s.reverse_compute_at(Q, s[Q].taken(f)).parallel(s.taken(f));
  return s;
};

/// Sums in registers of a thread, and what is made of them where they are; squares of what the threads of a
/// block computed, through shared memory.
inline constexpr auto reverse_compute_at_bound = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  auto u = input<float>("u", m);
  auto v = input<float>("v", n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto D = compute("D", {i, j}, max(C(i, j), 0) + 1);
  auto P = compute("P", {i, j}, u(i) * v(j));
  auto E = compute("E", {j, i}, P(i, j) * P(i, j));
  auto s = schedule(D, E);
  for (stage_schedule stage : {s[C], s[P]}) {
    auto [bi, ti] = stage.split(i, 4);
    auto [bj, tj] = stage.split(j, 8);
    auto [yj, jj] = stage.split(tj, 2);
    stage.reorder(bi, bj, ti, yj, jj).bind(bi, hardware_axis::block_y).bind(bj, hardware_axis::block_x);
    stage.bind(ti, hardware_axis::thread_y).bind(yj, hardware_axis::thread_x);
    if (stage.stage() == s[C].stage()) s[D].reverse_compute_at(C, yj);
    else s[E].reverse_compute_at(P, bj);
  }
  return s;
};

}  // namespace descriptions

/// X(name, sizes…): those whose loops are bound to blocks and threads.
#define TENON_BOUND_PLACE_DESCRIPTIONS(X)   \
  X(reverse_compute_at_bound, 7, 19, 5)     \
  X(reverse_compute_at_bound, dynamic, dynamic, dynamic)

/// X(name, sizes…): the others.
#define TENON_PLACE_DESCRIPTIONS(X)         \
  X(reverse_compute_at, 13, 19, 7)          \
  X(reverse_compute_at_chain, 5, 22)        \
  X(reverse_compute_at, dynamic, dynamic, dynamic) \
  X(reverse_compute_at_chain, dynamic, dynamic)
