// Descriptions of descriptions.hpp about where stages are stored and when they are there:
// storage_align, transform_layout, tail::pad, double_buffer, prefetch, zigzag; and pragma.
#pragma once

#include <tenon/kernel/describe.hpp>

namespace descriptions {

using namespace tenon;

/// Rows of P 16n + 3 elements apart, groups of Q's columns 32n, rows of a window 8n + 7.
inline constexpr auto storage_align = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto Q = compute("Q", {y, x}, P(y, x) - A(y, x) * 3);
  auto W = compute("W", {y, x}, P(y, x) + Q(y, x) * 5);
  auto C = compute("C", {i, j}, W(i, j) + W(i + 1, j) * 2 - W(i + 2, j));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  s[P].storage_align(0, 16, 3);
  s[Q].pack(1, 8).storage_align(1, 32);
  s[W].compute_at(C, i).store_root().storage_align(0, 8, 7);
  return s;
};

/// Rows become columns through a shared tile of a block, which `stored` lays out.
inline constexpr auto turned_by_tiles = [](extent m, extent n, tail at_end, const auto& stored) {
  auto A = input<float>("A", m, n);
  axis i("i", n), j("j", m);
  auto C = compute("C", {i, j}, A(j, i) + 1);
  auto s = schedule(C);
  auto [bi, ti] = s.split(i, 8);
  auto [bj, tj] = s.split(j, 8);
  s.reorder(bi, bj, ti, tj).bind(bi, hardware_axis::block_y).bind(bj, hardware_axis::block_x);
  s.bind(ti, hardware_axis::thread_y).bind(tj, hardware_axis::thread_x);
  auto tile = s.cache_read(A);
  tile.compute_at(s, bj).set_scope(memory_scope::shared);
  stored(tile);
  auto [yo, y] = tile.split(tile.dimension(0), 8, at_end);
  auto [xo, x] = tile.split(tile.dimension(1), 8, at_end);
  tile.reorder(y, x, yo, xo).bind(y, hardware_axis::thread_y).bind(x, hardware_axis::thread_x);
  return s;
};

/// The tile's rows lie one bank apart.
inline constexpr auto storage_align_shared = [](extent m, extent n) {
  return turned_by_tiles(m, n, tail::guard, [](stage_schedule tile) { tile.storage_align(0, 32, 1); });
};

/// A copy in blocks of 8 channels, innermost, and a window whose rows are folded in pairs.
inline constexpr auto transform_layout = [](extent c, extent h, extent w) {
  auto A = input<float>("A", c, h + 2, w);
  axis i("i", h), j("j", w), k("k", c), u("u", h + 2), v("v", w), q("q", c);
  auto W = compute("W", {u, v, q}, A(q, u, v) * 2);
  auto C = compute("C", {i, j, k}, W(i, j, k) + W(i + 1, j, k) * 3 - W(i + 2, j, k));
  auto s = schedule(C);
  auto [ko, ki] = s.split(k, 8);
  s.vectorize(ki);
  auto blocks = s.cache_read(A);
  axis channel = blocks.dimension(0), row = blocks.dimension(1), column = blocks.dimension(2);
  blocks.transform_layout(floordiv(channel, 16), row, mod(floordiv(channel, 8), 2), column, mod(channel, 8));
  blocks.vectorize(blocks.split(column, 8, tail::cut).inner);
  auto [qo, qi] = s[W].split(q, 8);
  s[W].compute_at(C, i).store_root().transform_layout(v, floordiv(u, 2), q, mod(u, 2)).reorder(qo, v, qi).vectorize(qi);
  return s;
};

/// The tile's rows lie in groups of 4, column by column.
inline constexpr auto transform_layout_shared = [](extent m, extent n) {
  return turned_by_tiles(m, n, tail::pad, [](stage_schedule tile) {
    axis row = tile.dimension(0), column = tile.dimension(1);
    tile.transform_layout(floordiv(row, 4), column, mod(row, 4));
  });
};

/// Tiles that run whole: of a copy, of a window's rows and columns, and of sums in registers.
inline constexpr auto split_pad = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n), r("r", 3);
  auto W = compute("W", {y, x}, A(y, x) * 2);
  auto S = compute("S", {i, j}, sum(W(i + r, j), r));
  auto C = compute("C", {i, j}, S(i, j) + 1);
  auto s = schedule(C);
  auto copy = s.cache_read(A);
  copy.pad(0).vectorize(copy.split(copy.dimension(1), 8, tail::pad).inner);
  auto [jo, ji] = s[S].split(j, 16, tail::pad);
  s[S].reorder(i, jo, r, ji).cache_write(jo).vectorize(ji);
  auto [yo, yi] = s[W].split(y, 2, tail::pad);
  auto [xo, xi] = s[W].split(x, 8, tail::pad);
  s[W].compute_at(S, i).store_root().transform_layout(floordiv(x, 8), y, mod(x, 8)).unroll(yi).vectorize(xi);
  return s;
};

/// A sum in whole groups of 4 terms: beyond the end of both copies there are zeros.
inline constexpr auto split_pad_sum = [](extent m, extent n, extent k) {
  auto A = input<std::int8_t>("A", m, k);
  auto B = input<std::int8_t>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r));
  auto s = schedule(C);
  auto [ro, ri] = s.split(r, 4, tail::pad);
  auto [jo, ji] = s.split(j, 8, tail::cut);
  s.reorder(i, jo, ro, ri, ji).cache_write(jo).unroll(ri).vectorize(ji);
  s.cache_read(A).pad(1);
  auto words = s.cache_read(B);
  axis term = words.dimension(0), column = words.dimension(1);
  auto [to, ti] = words.split(term, 4, tail::pad);
  auto [co, ci] = words.split(column, 8, tail::pad);
  words.transform_layout(floordiv(column, 8), floordiv(term, 4), mod(column, 8), mod(term, 4)).reorder(co, to, ci, ti);
  return s;
};

/// Parts of a sum's operand are packed one ahead, also the last one, which is shorter.
inline constexpr auto double_buffer = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  auto [ro, ri] = s.split(r, 4, tail::cut);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(jo, ro, i, ri, ji).vectorize(ji);
  auto panel = s.cache_read(B);
  panel.compute_at(s, ro).double_buffer().pack(1, 8);
  return s;
};

/// Rows and what they are made of, both one row ahead; they are different rows at each end of a fused loop.
inline constexpr auto double_buffer_chain = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto Q = compute("Q", {y, x}, P(y, x) - 3);
  auto C = compute("C", {i, j}, Q(i, j) + Q(i + 1, j) * 2 + Q(i + 2, j));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 4);
  axis f = s.fuse(i, jo);
  s[P].compute_at(C, f).double_buffer();
  s[Q].compute_at(C, f).double_buffer().storage_align(0, 8, 3);
  return s;
};

/// A product whose operands come into shared memory part by part; `copied` is told of each copy, and
/// the loop of parts.
inline constexpr auto product_by_parts = [](extent m, extent n, extent k, const auto& copied) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  auto [bi, ti] = s.split(i, 4);
  auto [bj, tj] = s.split(j, 8);
  auto [ro, ri] = s.split(r, 4);
  s.reorder(bi, bj, ti, tj, ro, ri).cache_write(tj);
  s.bind(bi, hardware_axis::block_y).bind(bj, hardware_axis::block_x);
  s.bind(ti, hardware_axis::thread_y).bind(tj, hardware_axis::thread_x);
  for (stage_schedule copy : {s.cache_read(A, s), s.cache_read(B, s)}) {
    copy.compute_at(s, ro).set_scope(memory_scope::shared);
    auto [y, y1] = copy.split_parts(copy.dimension(0), 4);
    auto [x, x1] = copy.split_parts(copy.dimension(1), 4);
    copy.reorder(y, x, y1, x1).bind(y, hardware_axis::thread_y).bind(x, hardware_axis::thread_x);
    copied(s, copy, ro);
  }
  return s;
};

/// Both operands come into shared memory one part ahead.
inline constexpr auto double_buffer_shared = [](extent m, extent n, extent k) {
  return product_by_parts(m, n, k, [](schedule&, stage_schedule copy, const axis&) { copy.double_buffer(); });
};

/// A column shared by a block's threads, in a loop that ends early in the last block: its barriers too.
inline constexpr auto shared_in_tail = [](extent n) {
  auto A = input<float>("A", 5, n);
  axis i("i", 6), j("j", n), q("q", 5), r("r", 5);
  auto P = compute("P", {q, j}, A(q, j) + 1);
  auto C = compute("C", {i, j}, sum(P(r, j), r));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(jo, i, ji).bind(jo, hardware_axis::block_x).bind(i, hardware_axis::thread_x);
  s[P].compute_at(C, ji).set_scope(memory_scope::shared).bind(q, hardware_axis::thread_x);
  return s;
};

/// A row shared by a block's threads in tiles of a fused loop, whose last tile ends early.
inline constexpr auto shared_in_fused = [](extent m, extent n) {
  auto A = input<float>("A", n, m);
  axis i("i", m), j("j", n), k("k", m), r("r", n);
  auto P = compute("P", {j, k}, A(j, k) + 1);
  auto C = compute("C", {i}, sum(P(r, i), r));
  auto s = schedule(C);
  auto [ro, ri] = s.split_parts(r, 2);
  auto [fo, fi] = s.split(s.fuse(ro, ri), 5);
  s.bind(i, hardware_axis::thread_x);
  s[P].reorder(k, j).compute_at(C, fi).set_scope(memory_scope::shared).bind(k, hardware_axis::thread_x);
  return s;
};

/// Three lines of a row, one row ahead; elements in groups two rows ahead; a column one element ahead.
inline constexpr auto prefetch = [](extent m, extent n) {
  auto A = input<float>("A", m + 2, n);
  auto B = input<float>("B", n, m);
  axis i("i", m), j("j", n), y("y", m + 2), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto C = compute("C", {i, j}, P(i, j) + P(i + 2, j) * B(j, i));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(jo, i, ji).prefetch(P, i, 2).prefetch(B, ji, 1);
  auto [xo, xi] = s[P].split(x, 40);
  s[P].reorder(xo, y, xi).pack(1, 8).prefetch(A, y, 1);
  return s;
};

/// Each thread asks for what it reads of an operand two terms later, in a loop that stays one.
inline constexpr auto prefetch_bound = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(i, jo, ji, r).cache_write(ji);
  s.bind(i, hardware_axis::block_y).bind(jo, hardware_axis::block_x).bind(ji, hardware_axis::thread_x);
  s.prefetch(B, r, 2).pragma(r, "no_unroll");
  return s;
};

/// Groups of columns from left to right and back, each with its part of P; Q's groups turn at C's rows.
inline constexpr auto zigzag = [](extent m, extent n) {
  auto A = input<float>("A", m, n + 2);
  axis i("i", m), j("j", n), y("y", m), x("x", n + 2);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto Q = compute("Q", {y, x}, A(y, x) + 5);
  auto C = compute("C", {i, j}, P(i, j) - P(i, j + 2) * Q(i, j + 1));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji).zigzag(jo);
  s[P].compute_at(C, jo);
  auto [xo, xi] = s[Q].split(x, 4);
  s[Q].compute_at(C, i).reorder(xo, y, xi).zigzag(xo);
  return s;
};

/// Each thread's elements of rows of a block turn, in parts.
inline constexpr auto zigzag_bound = [](extent m, extent n, extent k) {
  auto A = input<float>("A", m, k);
  auto B = input<float>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j, r}, A(i, r) * B(r, j));
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 3);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(io, jo, ji, ii, r).zigzag(r);
  s.bind(io, hardware_axis::block_y).bind(jo, hardware_axis::block_x).bind(ji, hardware_axis::thread_x);
  return s;
};

/// Each hint once, on loops of whole tiles, of a sum and of a stage.
inline constexpr auto pragma = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), r("r", n);
  auto P = compute("P", {i, j}, A(i, j) * 2);
  auto C = compute("C", {i}, sum(P(i, r) * A(i, r), r));
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 4, tail::cut);
  s.pragma(io, "no_unroll").pragma(r, "unroll");
  s[P].pragma(j, "no_vectorize");
  return s;
};

}  // namespace descriptions

/// X(name, sizes…): those whose loops are bound to blocks and threads.
#define TENON_BOUND_STORAGE_DESCRIPTIONS(X) \
  X(storage_align_shared, 19, 21)           \
  X(double_buffer_shared, 9, 13, 10)        \
  X(shared_in_tail, 21)                     \
  X(shared_in_tail, dynamic)                \
  X(shared_in_fused, 7, dynamic)            \
  X(prefetch_bound, 3, 21, 5)               \
  X(zigzag_bound, 7, 11, 5)                 \
  X(zigzag_bound, dynamic, dynamic, dynamic) \
  X(storage_align_shared, dynamic, dynamic) \
  X(prefetch_bound, dynamic, dynamic, dynamic) \
  X(double_buffer_shared, dynamic, dynamic, dynamic) \
  X(transform_layout_shared, 19, 21)        \
  X(transform_layout_shared, dynamic, dynamic)

/// X(name, sizes…): the others.
#define TENON_STORAGE_DESCRIPTIONS(X) \
  X(storage_align, 6, 21)             \
  X(double_buffer, 3, 19, 10)         \
  X(double_buffer_chain, 5, 10)       \
  X(prefetch, 5, 55)                  \
  X(zigzag, 5, 19)                    \
  X(zigzag, dynamic, dynamic)         \
  X(pragma, 7, 19)                    \
  X(pragma, dynamic, dynamic)         \
  X(prefetch, dynamic, dynamic)       \
  X(double_buffer, dynamic, dynamic, dynamic) \
  X(double_buffer_chain, dynamic, dynamic) \
  X(storage_align, dynamic, dynamic)  \
  X(transform_layout, 21, 5, 11)      \
  X(transform_layout, dynamic, dynamic, dynamic) \
  X(split_pad, 6, 21)                 \
  X(split_pad, dynamic, dynamic)      \
  X(split_pad_sum, 5, 19, 10)         \
  X(split_pad_sum, dynamic, dynamic, dynamic)
