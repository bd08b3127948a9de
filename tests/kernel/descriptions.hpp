// Descriptions for the tests of the whole path, each built around one thing: a primitive, a kind
// of definition, or a kind of extent. `TENON_DESCRIPTIONS(X)` lists them with sizes.
#pragma once

#include <tenon/hardware/intrinsics/dot.hpp>
#include <tenon/hardware/intrinsics/interleave.hpp>
#include <tenon/hardware/intrinsics/outer.hpp>
#include <tenon/kernel/describe.hpp>

#include "kernel/index_descriptions.hpp"
#include "kernel/place_descriptions.hpp"
#include "kernel/storage_descriptions.hpp"

namespace descriptions {

using namespace tenon;

inline constexpr auto pointwise = [](extent n) {
  auto A = input<std::int32_t>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i) * 3 - 7));
};

/// Two dimensions of floats, for primitives that move loops.
struct plane {
  tensor_of<float, 2> A, B;
  axis i, j;
};
constexpr plane make_plane(extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  return {A, compute("B", {i, j}, A(i, j) * 2 + 1), i, j};
}

inline constexpr auto split_guard = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  return s;
};
inline constexpr auto split_cut = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [io, ii] = s.split(i, 4, tail::cut);
  auto [jo, ji] = s.split(j, 8, tail::cut);
  s.reorder(io, jo, ii, ji).vectorize(ji);
  return s;
};
inline constexpr auto split_shift = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 8, tail::shift);
  s.vectorize(ji);
  return s;
};
/// Four registers a tile; the last tile has only as many as the rest fills.
inline constexpr auto split_shift_wide = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 32, tail::shift);
  s.vectorize(ji);
  return s;
};
inline constexpr auto split_parts = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  s.split_parts(i, 3);
  return s;
};
inline constexpr auto fuse = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  s.parallel(s.fuse(i, j));
  return s;
};
inline constexpr auto tile_unroll = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [io, jo, ii, ji] = s.tile(i, j, 3, 4);
  s.unroll(ii).vectorize(ji).parallel(io);
  return s;
};
inline constexpr auto unroll_by = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 8);
  s.unroll(i, 2).unroll(jo, 3).vectorize(ji);
  return s;
};

/// Row sums, a reduction.
inline constexpr auto reorder = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  auto [ro, ri] = s.split(r, 4);
  s.reorder(ri, ro, i);
  return s;
};

/// A blur of three points down, then three across: the producer is placed in several ways.
struct blurs {
  tensor_of<float, 2> down, across;
  axis i, j;
};
constexpr blurs make_blurs(extent m, extent n) {
  auto A = input<float>("A", m + 2, n + 2);
  axis i("i", m), j("j", n), x("x", n + 2);
  auto down = compute("down", {i, x}, A(i, x) + 2 * A(i + 1, x) + A(i + 2, x));
  auto across = compute("across", {i, j}, down(i, j) + down(i, j + 1) * 2 + down(i, j + 2));
  return {down, across, i, j};
}
inline constexpr auto compute_root = [](extent m, extent n) {
  auto b = make_blurs(m, n);
  auto s = schedule(b.across);
  s[b.down].compute_root();
  return s;
};
inline constexpr auto compute_inline = [](extent m, extent n) {
  auto b = make_blurs(m, n);
  auto s = schedule(b.across);
  s[b.down].compute_inline();
  return s;
};
inline constexpr auto compute_at = [](extent m, extent n) {
  auto b = make_blurs(m, n);
  auto s = schedule(b.across);
  auto [io, ii] = s.split(b.i, 4);
  auto [jo, ji] = s.split(b.j, 8);
  s.reorder(io, jo, ii, ji).parallel(io).vectorize(ji);
  s[b.down].compute_at(s, jo);
  return s;
};
/// A stage in blocks, each as long as what its consumer's block has, not rounded to whole vectors:
/// its own whole vectors check nothing.
inline constexpr auto compute_at_blocks = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), x("x", n);
  auto twice = compute("twice", {x}, A(x) * 2);
  auto C = compute("C", {i}, twice(i) + 1);
  auto s = schedule(C);
  auto [block, inside] = s.split(i, 64, tail::cut);
  auto [jo, ji] = s.split(inside, 8, tail::cut);
  s.vectorize(ji);
  s[twice].compute_at(s, block);
  auto [xo, xi] = s[twice].split(x, 16, tail::cut);
  s[twice].vectorize(xi);
  return s;
};
/// Rows that slide: three sums of rows are kept while the consumer moves down.
inline constexpr auto store_at = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2);
  auto twice = compute("twice", {y, j}, A(y, j) * 2);
  auto C = compute("C", {i, j}, twice(i, j) + twice(i + 1, j) + twice(i + 2, j));
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 8);
  s.parallel(io);
  s[twice].compute_at(C, ii).store_at(C, io);
  return s;
};
inline constexpr auto store_root = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2);
  auto twice = compute("twice", {y, j}, A(y, j) * 2);
  auto C = compute("C", {i, j}, twice(i, j) + twice(i + 1, j) + twice(i + 2, j));
  auto s = schedule(C);
  s[twice].compute_at(C, i).store_root();
  return s;
};
/// Rows that slide while the consumer goes along each of them in parts: a part's rows, two columns
/// wider than the part, were computed when the row before was at that part.
inline constexpr auto store_at_parts = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n + 2);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n + 2);
  auto twice = compute("twice", {y, x}, A(y, x) * 2);
  auto C = compute("C", {i, j}, twice(i, j + 2) + twice(i + 1, j + 1) + twice(i + 2, j));
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 8);
  auto [jo, ji] = s.split(j, 16, tail::cut);
  s.reorder(io, ii, jo, ji).parallel(io);
  s[twice].compute_at(C, jo).store_at(C, io);
  return s;
};

/// C = A · B, for schedules of reductions.
struct product {
  tensor_of<float, 2> A, B, C;
  axis i, j, r;
};
constexpr product make_product(extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  return {A, B, compute("C", {i, j}, sum(A(i, r) * B(r, j), r)), i, j, r};
}

/// A product of matrices with packed operand, accumulators in registers and cut tails.
inline constexpr auto matmul = [](extent m, extent n, extent k) {
  auto [A, B, C, i, j, r] = make_product(m, n, k);
  auto s = schedule(C);
  auto packed = s.cache_read(B);
  packed.pack(1, 8).pad(1);
  auto [io, ii] = s.split(i, 4, tail::cut);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(io, jo, r, ii, ji).unroll(ii).vectorize(ji).parallel(io).cache_write(jo);
  auto [bo, bi] = packed.split(packed.dimension(1), 8);
  packed.vectorize(bi);
  return s;
};
/// The product with a transposed operand: its rows become columns of panels two vectors wide.
inline constexpr auto product_transposed = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", n, k);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(j, r), r));
  auto s = schedule(C);
  auto panels = s.cache_read(B);
  panels.pack(0, 16).pad(0);
  auto [jo, ji] = s.split(j, 16);
  s.reorder(jo, i, r, ji).vectorize(ji).cache_write(i);
  auto [bo, bi] = panels.split(panels.dimension(0), 16);
  auto [ro, ri] = panels.split(panels.dimension(1), 4, tail::cut);
  panels.reorder(bo, ro, ri, bi).unroll(ri).vectorize(bi);
  return s;
};
/// The product in blocks that end where the matrices do: as many panels are packed as remain, and
/// the last tile has as many vectors as its columns need.
inline constexpr auto product_blocked = [](extent m, extent n, extent k) {
  auto [A, B, C, i, j, r] = make_product(m, n, k);
  auto s = schedule(C);
  auto [ro, ri] = s.split(r, 8, tail::cut);
  auto [jc, jb] = s.split(j, 32, tail::cut);
  auto [jo, ji] = s.split(jb, 16, tail::cut);
  s.reorder(jc, ro, i, jo, ri, ji).vectorize(ji).cache_write(jo);
  auto panels = s.cache_read(B);
  panels.pack(1, 16).pad(1).compute_at(s, ro);
  auto [po, pi] = panels.split(panels.dimension(1), 16);
  panels.reorder(po, panels.dimension(0), pi).vectorize(pi);
  return s;
};
/// C += A · B, in place, accumulated outside of C.
inline constexpr auto update_in_place = [](extent m, extent n, extent k) {
  auto C = inout<float>("C", m, n);
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto D = update(C, {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(D);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(i, jo, r, ji).vectorize(ji).cache_write(jo);
  return s;
};

inline constexpr auto two_results = [](extent m, extent n) {
  auto A = input<std::int32_t>("A", m, n);
  axis i("i", m), r("r", n);
  auto [most, where] = compute("best", {i}, argmax(A(i, r), r));
  return schedule(most, where);
};
/// Three outputs, one of which another one reads.
inline constexpr auto several_outputs = [](extent m, extent n) {
  auto A = input<double>("A", m, n);
  axis i("i", m), j("j", n), r("r", n);
  auto total = compute("total", {i}, sum(A(i, r), r));
  auto low = compute("low", {i}, min(A(i, r), r));
  auto centred = compute("centred", {i, j}, A(i, j) * 4 - total(i));
  return schedule(total, low, centred);
};
inline constexpr auto scalars = [](extent n) {
  auto alpha = scalar<float>("alpha");
  auto X = input<float>("X", n);
  auto Y = inout<float>("Y", n);
  axis i("i", n);
  auto s = schedule(update(Y, {i}, alpha() * X(i) + Y(i)));
  auto [io, ii] = s.split(i, 8);
  s.vectorize(ii);
  return s;
};
/// A border of zeros as an expression.
inline constexpr auto padding = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), u("u", 3), v("v", 3);
  auto y = i + u - 1;
  auto x = j + v - 1;
  auto inside = y >= 0 && y < m && x >= 0 && x < n;
  auto B = compute("B", {i, j}, sum(select(inside, A(y, x), 0), u, v));
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(i, jo, u, v, ji).unroll(u).unroll(v).vectorize(ji);
  return s;
};
inline constexpr auto strided = [](extent n) {
  auto A = input<std::int16_t>("A", 2 * n + 5);
  axis i("i", n), r("r", 3);
  return schedule(compute("B", {i}, sum(A(2 * i + 2 * r + 1), r)));
};
inline constexpr auto bytes = [](extent n) {
  auto A = input<std::int8_t>("A", n);
  auto B = input<std::uint8_t>("B", n);
  axis i("i", n);
  auto wrapped = compute("wrapped", {i}, A(i) * 37 + A(i) % 5);
  auto bits = compute("bits", {i}, (B(i) << 3) ^ (B(i) / 3));
  auto s = schedule(wrapped, bits);
  auto [io, ii] = s.split(i, 16);
  s.vectorize(ii);
  return s;
};
inline constexpr auto logic = [](extent m, extent n) {
  auto A = input<std::int32_t>("A", m, n);
  axis i("i", m), r("r", n);
  auto some = compute("some", {i}, any(A(i, r) > 3, r));
  auto each = compute("each", {i}, all(A(i, r) < 4 || A(i, r) == 5, r));
  return schedule(some, each);
};
/// A reducer whose terms keep their order.
inline constexpr auto ordered = [](extent n) {
  auto A = input<double>("A", n);
  axis one("one", 1), r("r", n);
  auto horner = ordered_reducer(0.0, [](auto left, auto right) { return left * 0.5 + right; });
  auto s = schedule(compute("B", {one}, reduce(horner, A(r), r)));
  s.split(r, 4);
  return s;
};
/// A tile from the machine it is lowered for.
inline constexpr auto from_target = [](const context& c, extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, c.machine.lanes(element::f32));
  s.vectorize(ji);
  return s;
};
/// Columns first in memory, without gaps.
inline constexpr auto layout = [](extent m, extent n) {
  auto A = input<float>("A", m, n).order(1, 0).dense();
  axis i("i", m), j("j", n);
  return schedule(compute("B", {j, i}, A(i, j) - 3));
};
/// Every math function, vectorized.
inline constexpr auto functions = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto x = A(i);
  auto positive = abs(x) + 0.5f;
  auto first = compute("first", {i}, exp(x) + log(positive) + tanh(x) + erf(x) + sin(x) * cos(x));
  auto second = compute("second", {i}, sqrt(positive) * pow(positive, x) + floor(x) + atan(x) + exp2(x));
  auto s = schedule(first, second);
  auto [io, ii] = s.split(i, 8);
  s.vectorize(ii);
  return s;
};

/// A program for short rows, one for long ones, and one for those between.
inline constexpr auto variants = [](const context& c, extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * A(i)));
  auto [o, in] = s.split(i, c.at_most(n, 8) ? 8 : c.at_most(n, 100) ? 16 : 32, tail::cut);
  s.vectorize(in);
  return s;
};

/// Two launches, the first of which leaves its result in the workspace.
inline constexpr auto bound_stages = [](extent m, extent n) {
  auto [A, B, i, j] = make_plane(m, n);
  auto C = compute("C", {i, j}, B(i, j) * B(i, j) - A(i, j));
  auto s = schedule(C);
  for (stage_schedule stage : {s[B], stage_schedule(s)}) {
    auto [jo, ji] = stage.split(stage.dimension(1), 8);
    stage.reorder(stage.dimension(0), jo, ji);
    stage.bind(stage.dimension(0), hardware_axis::block_y).bind(jo, hardware_axis::block_x);
    stage.bind(ji, hardware_axis::thread_x);
  }
  return s;
};

/// Both operands come into shared memory by all threads of a block.
inline constexpr auto bound_product = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  auto [bi, ti] = s.split(i, 8);
  auto [bj, tj] = s.split(j, 8);
  auto [yi, ii] = s.split(ti, 2);
  auto [xj, jj] = s.split(tj, 2);
  auto [ro, ri] = s.split(r, 4);
  s.reorder(bi, bj, yi, xj, ro, ri, ii, jj).unroll(ii).unroll(jj).cache_write(xj);
  s.bind(bi, hardware_axis::block_y).bind(bj, hardware_axis::block_x);
  s.bind(yi, hardware_axis::thread_y).bind(xj, hardware_axis::thread_x);
  for (stage_schedule copy : {s.cache_read(A, s), s.cache_read(B, s)}) {
    copy.compute_at(s, ro).set_scope(memory_scope::shared);
    auto [y, y1] = copy.split_parts(copy.dimension(0), 4);
    auto [x, x1] = copy.split_parts(copy.dimension(1), 2);  // two of four threads along x
    copy.reorder(y, x, y1, x1).bind(y, hardware_axis::thread_y).bind(x, hardware_axis::thread_x);
  }
  return s;
};

/// Sums of rows in lanes: each adds every eighth term, then the lanes are added.
inline constexpr auto sums_in_lanes = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), r("r", n);
  auto C = compute("C", {i}, sum(A(i, r), r));
  auto s = schedule(C);
  auto parts = s.rfactor(s.split(r, 8).inner, 1);
  parts.compute_at(C, i).reorder(parts.reduced(0), parts.dimension(1)).vectorize(parts.dimension(1));
  s.unroll(s.reduced(0));
  return s;
};

/// The first of the greatest, found in three parts side by side.
inline constexpr auto argmax_in_parts = [](extent m, extent n) {
  auto A = input<std::int16_t>("A", m, n);
  axis i("i", m), r("r", n);
  auto [value, place] = compute("C", {i}, argmax(A(i, r), r));
  auto s = schedule(value);
  auto parts = s.rfactor(s.split_parts(r, 3).outer);
  parts.parallel(parts.dimension(0));
  return s;
};

/// An update whose terms are summed in parts, of two reduced axes, one of them split twice.
inline constexpr auto update_in_parts = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, n, k);
  auto C = inout<float>("C", m);
  axis i("i", m), r("r", n), q("q", k);
  auto D = update(C, {i}, sum(A(i, r, q), r, q));
  auto s = schedule(D);
  auto [ro, ri] = s.split(r, 6);
  auto [rm, rl] = s.split(ri, 4);
  s.reorder(q, ro, rm, rl);
  auto parts = s.rfactor(rl);
  parts.compute_at(D, i);
  return s;
};

/// The threads of a block add a part of a row each; one of them adds the parts.
inline constexpr auto sums_by_threads = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), r("r", n);
  auto C = compute("C", {i}, sum(A(i, r), r));
  auto s = schedule(C);
  auto parts = s.rfactor(s.split(r, 16).inner);
  auto [b, t] = s.split(i, 1);
  s.bind(b, hardware_axis::block_x).bind(t, hardware_axis::thread_x);
  parts.compute_at(C, b).bind(parts.dimension(0), hardware_axis::thread_x).set_scope(memory_scope::shared);
  return s;
};

/// A packed copy by fused loops, then columns in lanes of threads, each down a sliding window.
inline constexpr auto bound_window = [](extent m, extent n) {
  auto A = input<float>("A", m + 1, n);
  axis i("i", m + 1), j("j", n), x("x", m), y("y", n);
  auto Q = compute("Q", {i, j}, A(i, j) * 2);
  auto R = compute("R", {i, j}, Q(i, j) + 1);
  auto P = compute("P", {i, j}, R(i, j) * 3);
  auto C = compute("C", {x, y}, P(x, y) + P(x + 1, y));
  auto s = schedule(C);
  s[Q].compute_inline();
  s[R].compute_root().pack(1, 4).pad(1);
  auto [b, t] = s[R].split(s[R].fuse(i, j), 24);
  auto [to, ti] = s[R].split(t, 6);
  s[R].unroll(ti, 2).bind(b, hardware_axis::block_x).bind(to, hardware_axis::thread_x);
  auto [yo, yr] = s.split(y, 16);
  auto [yt, yv] = s.split(yr, 4);
  s.reorder(yo, yt, x, yv).vectorize(yv).bind(yo, hardware_axis::block_x).bind(yt, hardware_axis::thread_x);
  s[P].compute_at(C, x).store_at(C, yt);
  return s;
};

/// A block computes what its threads read of their neighbours' part, before they start.
inline constexpr auto bound_halo = [](extent n) {
  auto A = input<float>("A", n + 2);
  axis i("i", n), x("x", n + 2);
  auto P = compute("P", {x}, A(x) * 3);
  auto C = compute("C", {i}, P(i) + P(i + 2));
  auto s = schedule(C);
  auto [b, t] = s.split(i, 16);
  s.bind(b, hardware_axis::block_x).bind(t, hardware_axis::thread_x);
  auto [o, w] = s[P].split(x, 6);
  s[P].compute_at(s, b).reorder(w, o).bind(w, hardware_axis::thread_x);
  return s;
};

/// Two virtual threads of a row go through the sum side by side.
inline constexpr auto virtual_threads = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  auto [jv, jt] = s.split(ji, 4);
  s.reorder(i, jo, jv, jt, r).cache_write(jt);
  s.bind(i, hardware_axis::block_y).bind(jo, hardware_axis::block_x);
  s.bind(jv, hardware_axis::virtual_thread).bind(jt, hardware_axis::thread_x);
  return s;
};

/// A product of bytes by the machine's dot products, its right operand packed in words of four rows.
inline constexpr auto tensorize_dot = [](const context& c, extent m, extent n, extent k) {
  auto A = input<std::uint8_t>("A", m, k);
  auto B = input<std::int8_t>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r));
  auto s = schedule(C);
  const index_t lanes = dot_lanes(c.machine);
  auto [io, ii] = s.split(i, 3, tail::cut);
  auto [jo, jb] = s.split(j, lanes < 8 ? 16 : 2 * lanes, tail::cut);
  auto [jv, jl] = s.split(jb, lanes);
  auto [ro, ri] = s.split(r, 4, tail::cut);
  s.reorder(jo, io, ro, ii, jv, jl, ri).cache_write(io).unroll(ii).unroll(jv);
  s.tensorize(jl, dot_u8s8(lanes));
  auto words = s.cache_read(B, s);
  words.pack(0, 4).pad(1).compute_at(s, jo);
  auto [ko, ki] = words.split(words.dimension(0), 4, tail::cut);
  auto [no, ni] = words.split(words.dimension(1), 16, tail::cut);
  words.reorder(ko, no, ni, ki).tensorize(ni, interleave<std::int8_t>());
  return s;
};

/// A matrix-vector unit of 16 × 16 bytes, which no processor has: its loops are what it does.
constexpr intrinsic matrix_vector_unit() {
  const auto a = input<std::int8_t>("a", 16);
  const auto w = input<std::int8_t>("w", 16, 16);
  const axis l("l", 16), k("k", 16);
  return intrinsic(compute("c", {l}, sum(cast<std::int32_t>(a(k)) * cast<std::int32_t>(w(l, k)), k)));
}
inline constexpr auto tensorize_unit = [](extent m, extent n, extent k) {
  auto X = input<std::int8_t>("X", m, k);
  auto W = input<std::int8_t>("W", n, k);
  axis i("i", m), j("j", n), r("r", k);
  auto Y = compute("Y", {i, j}, sum(cast<std::int32_t>(W(j, r)) * cast<std::int32_t>(X(i, r)), r));
  auto s = schedule(Y);
  auto [jo, ji] = s.split(j, 16, tail::cut);
  auto [ro, ri] = s.split(r, 16, tail::cut);
  s.reorder(i, jo, ro, ri, ji).tensorize(ri, matrix_vector_unit());
  return s;
};

/// Dot products by an intrinsic of one's own with three bodies: words of four terms follow one another,
/// so that sums begin with a reset and are updated.
constexpr intrinsic dot_with_reset(index_t lanes) {
  auto a = input<std::uint8_t>("a", 4);
  auto b = input<std::int8_t>("b", lanes, 4).dense();
  axis l("l", lanes), k("k", 4);
  return {compute("c", {l}, sum(cast<std::int32_t>(b(l, k)) * cast<std::int32_t>(a(k)), k)),
          {.compute = ir::instruction::dot_u8s8, .reset = ir::instruction::fill, .update = ir::instruction::dot_u8s8}};
}
inline constexpr auto tensorize_reset = [](const context& c, extent m, extent n, extent k) {
  auto A = input<std::uint8_t>("A", m, k, 4);
  auto B = input<std::int8_t>("B", k, n, 4).dense();
  axis i("i", m), j("j", n), w("w", k), t("t", 4);
  auto s = schedule(
      compute("C", {i, j}, sum(cast<std::int32_t>(A(i, w, t)) * cast<std::int32_t>(B(w, j, t)), w, t)));
  const index_t lanes = dot_lanes(c.machine);
  auto [jo, ji] = s.split(j, lanes, tail::cut);
  s.reorder(i, jo, w, ji, t).tensorize(ji, dot_with_reset(lanes));
  return s;
};

/// All terms of a sum inside of the intrinsic: it computes, and nothing is stored before.
inline constexpr auto tensorize_whole = [](const context& c, extent m, extent n, extent k) {
  auto A = input<std::uint8_t>("A", k, m, 4);
  auto B = input<std::int8_t>("B", n, 4).dense();
  axis b("b", k), i("i", m), j("j", n), t("t", 4);
  auto s = schedule(
      compute("C", {b, i, j}, sum(cast<std::int32_t>(A(b, i, t)) * cast<std::int32_t>(B(j, t)), t)));
  const index_t lanes = dot_lanes(c.machine);
  auto [jo, ji] = s.split(j, lanes, tail::cut);
  s.tensorize(ji, dot_with_reset(lanes));
  return s;
};

/// A product of floats by sums of outer products over panels of both operands.
inline constexpr auto tensorize_outer = [](const context& c, extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto s = schedule(compute("C", {i, j}, sum(A(i, r) * B(r, j), r)));
  const outer_tile tile = outer_tile_of(c.machine);
  auto [io, ii] = s.split(i, tile.rows, tail::cut);
  auto [jo, ji] = s.split(j, tile.columns, tail::cut);
  auto [ro, ri] = s.split(r, 8, tail::cut);
  s.reorder(jo, io, ro, ii, ji, ri).tensorize(ii, outer_products(tile, 8));
  s.cache_read(A, s).pack(0, tile.rows);
  s.cache_read(B, s).pack(1, tile.columns).compute_at(s, jo);
  return s;
};

}  // namespace descriptions

/// X(name, sizes…): every description, with constant sizes that leave tails, or symbolic ones.
/// Descriptions whose loops are bound to blocks and threads: on processors too.
#define TENON_BOUND_DESCRIPTIONS(X)         \
  TENON_BOUND_STORAGE_DESCRIPTIONS(X)       \
  TENON_BOUND_INDEX_DESCRIPTIONS(X)         \
  X(bound_stages, 9, 21)                    \
  X(bound_product, 19, 21, 13)              \
  X(bound_halo, 70)                         \
  X(virtual_threads, 5, 24, 7)              \
  X(sums_by_threads, 5, 37)                 \
  X(bound_window, 7, 37)                    \
  X(bound_window, dynamic, dynamic)         \
  X(sums_by_threads, dynamic, dynamic)      \
  X(bound_stages, dynamic, dynamic)         \
  X(bound_product, dynamic, dynamic, dynamic) \
  X(bound_halo, dynamic)                    \
  X(virtual_threads, dynamic, dynamic, dynamic) \
  TENON_BOUND_PLACE_DESCRIPTIONS(X)

#define TENON_DESCRIPTIONS(X) \
  TENON_BOUND_DESCRIPTIONS(X) \
  TENON_PLAIN_DESCRIPTIONS(X)

#define TENON_PLAIN_DESCRIPTIONS(X)            \
  TENON_STORAGE_DESCRIPTIONS(X)                \
  TENON_INDEX_DESCRIPTIONS(X)                  \
  X(pointwise, 33)                             \
  X(split_guard, 5, 21)                        \
  X(split_cut, 11, 21)                         \
  X(split_shift, 5, 21)                        \
  X(split_shift_wide, 3, 75)                   \
  X(split_parts, 10, 7)                        \
  X(fuse, 5, 7)                                \
  X(tile_unroll, 7, 10)                        \
  X(unroll_by, 7, 41)                          \
  X(reorder, 5, 10)                            \
  X(compute_root, 6, 9)                        \
  X(compute_inline, 6, 9)                      \
  X(compute_at, 6, 18)                         \
  X(compute_at_blocks, 150)                    \
  X(store_at, 19, 5)                           \
  X(store_root, 19, 5)                         \
  X(store_at_parts, 19, 43)                    \
  X(matmul, 13, 19, 7)                         \
  X(product_transposed, 5, 19, 8)              \
  X(product_blocked, 5, 43, 19)                \
  X(update_in_place, 5, 19, 7)                 \
  X(two_results, 5, 9)                         \
  X(several_outputs, 5, 9)                     \
  X(scalars, 21)                               \
  X(padding, 6, 19)                            \
  X(strided, 9)                                \
  X(bytes, 40)                                 \
  X(logic, 6, 5)                               \
  X(ordered, 11)                               \
  X(from_target, 4, 37)                        \
  X(layout, 4, 6)                              \
  X(functions, 27)                             \
  X(sums_in_lanes, 5, 37)                      \
  X(argmax_in_parts, 5, 17)                    \
  X(update_in_parts, 5, 11, 3)                 \
  X(sums_in_lanes, dynamic, dynamic)           \
  X(update_in_parts, dynamic, dynamic, dynamic) \
  X(tensorize_dot, 4, 37, 19)                  \
  X(tensorize_unit, 3, 35, 34)                 \
  X(tensorize_reset, 3, 35, 5)                 \
  X(tensorize_whole, 3, 35, 1)                 \
  X(tensorize_outer, 15, 67, 19)               \
  X(pointwise, dynamic)                        \
  X(split_cut, dynamic, dynamic)               \
  X(split_shift, 3, dynamic)                   \
  X(fuse, dynamic, dynamic)                    \
  X(compute_at, dynamic, dynamic)              \
  X(compute_at_blocks, dynamic)                \
  X(store_at, dynamic, dynamic)                \
  X(store_at_parts, dynamic, dynamic)          \
  X(matmul, dynamic, dynamic, dynamic)         \
  X(matmul, dynamic.multiple_of(4), dynamic.at_most(64).multiple_of(8), 7) \
  X(product_transposed, dynamic, dynamic, dynamic) \
  X(product_blocked, dynamic, dynamic, dynamic) \
  X(update_in_place, dynamic, dynamic, dynamic) \
  X(two_results, dynamic, dynamic)             \
  X(several_outputs, dynamic, dynamic)         \
  X(padding, dynamic, dynamic)                 \
  X(unroll_by, dynamic, dynamic)               \
  X(variants, dynamic)                         \
  X(reorder, dynamic, dynamic)                 \
  X(tensorize_dot, dynamic, dynamic, dynamic)  \
  X(tensorize_unit, dynamic, dynamic, dynamic) \
  TENON_PLACE_DESCRIPTIONS(X)
