// Descriptions of descriptions.hpp about consumers that follow what they read into its loops, outputs that
// are computed at loops of others, and parts of a loop's body that run ahead.
#pragma once

#include "kernel/storage_descriptions.hpp"

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

/// Sums of rows and what is made of each, both outputs, and a reader of the sums that waits for them all.
inline constexpr auto outputs_at = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), r("r", n);
  auto total = compute("total", {i}, sum(A(i, r), r));
  auto back = compute("back", {i}, total(m - 1 - i) * 2);
  auto centred = compute("centred", {j, i}, A(i, j) * 4 - total(i));
  auto s = schedule(total, back, centred);
  auto [io, ii] = s.split(i, 4, tail::cut);
  s.reorder(io, ii, j).parallel(io);
  s[total].compute_at(centred, io);
  return s;
};

/// Two outputs of a thread's elements, one of which follows the other.
inline constexpr auto outputs_at_bound = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) * 3 + 1);
  auto C = compute("C", {j, i}, select(P(i, j) > 4, P(i, j) * P(i, j), 1));
  auto s = schedule(P, C);
  auto p = s[P];
  auto [jo, ji] = p.split(j, 8);
  auto [jt, je] = p.split(ji, 2);
  p.reorder(i, jo, jt, je).bind(i, hardware_axis::block_y).bind(jo, hardware_axis::block_x);
  p.bind(jt, hardware_axis::thread_x);
  s.reverse_compute_at(P, jt);
  return s;
};

/// A pipeline of three stages: rows are copied three ahead, filtered one ahead, and summed.
inline constexpr auto multi_buffer = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto Q = compute("Q", {y, x}, P(y, x) - 3);
  auto C = compute("C", {i, j}, Q(i, j) + Q(i + 1, j) * 2 + P(i + 2, j));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 4);
  s.reorder(jo, i, ji);
  s[P].compute_at(C, i).multi_buffer(4);
  s[Q].compute_at(C, i).double_buffer();
  return s;
};

/// Operands come into shared memory two parts ahead, and from there into registers one part ahead.
inline constexpr auto multi_buffer_shared = [](extent m, extent n, extent k) {
  return product_by_parts(m, n, k, [](schedule& s, stage_schedule copy, const axis& parts) {
    copy.multi_buffer(3);
    s.cache_read(copy, s).compute_at(s, parts).set_scope(memory_scope::registers).double_buffer();
  });
};

}  // namespace descriptions

/// X(name, sizes…): those whose loops are bound to blocks and threads.
#define TENON_BOUND_PLACE_DESCRIPTIONS(X)   \
  X(reverse_compute_at_bound, 7, 19, 5)     \
  X(reverse_compute_at_bound, dynamic, dynamic, dynamic) \
  X(outputs_at_bound, 5, 19)                \
  X(outputs_at_bound, dynamic, dynamic)     \
  X(multi_buffer_shared, 9, 13, 22)         \
  X(multi_buffer_shared, dynamic, dynamic, dynamic)

/// X(name, sizes…): the others.
#define TENON_PLACE_DESCRIPTIONS(X)         \
  X(reverse_compute_at, 13, 19, 7)          \
  X(reverse_compute_at_chain, 5, 22)        \
  X(reverse_compute_at, dynamic, dynamic, dynamic) \
  X(reverse_compute_at_chain, dynamic, dynamic) \
  X(outputs_at, 10, 6)                      \
  X(outputs_at, dynamic, dynamic)           \
  X(multi_buffer, 7, 10)                    \
  X(multi_buffer, dynamic, dynamic)
