// Descriptions whose indices are no affine forms: quotients and remainders by numbers, as changes of
// layout and of resolution have them, and values. descriptions.hpp lists them with the others.
#pragma once

#include <tenon/kernel/describe.hpp>

namespace descriptions {

using namespace tenon;

/// Groups of four channels become planes again: eight lanes are two groups of neighbours.
inline constexpr auto unpack_channels = [](extent groups, extent n) {
  auto A = input<float>("A", groups, n, 4);
  axis c("c", groups * 4), x("x", n);
  auto B = compute("B", {x, c}, A(floordiv(c, 4), x, mod(c, 4)) * 2);
  auto s = schedule(B);
  auto [o, i] = s.split(c, 8);
  s.vectorize(i);
  return s;
};

/// Blocks of 2 × 2 points become four planes.
inline constexpr auto space_to_depth = [](extent h, extent w) {
  auto A = input<float>("A", h * 2, w * 2);
  axis k("k", 4), y("y", h), x("x", w);
  auto P = compute("P", {y, x}, A(y * 2, x * 2) + 1);
  auto B = compute("B", {k, y, x}, A(y * 2 + floordiv(k, 2), x * 2 + mod(k, 2)) + P(y, x));
  auto s = schedule(B);
  auto [xo, xi] = s.split(x, 8, tail::cut);
  s.vectorize(xi).unroll(k);
  s[P].compute_at(s, y);
  return s;
};

/// Four planes become blocks of 2 × 2 points, in tiles of an odd size; what a tile reads is computed for it.
inline constexpr auto depth_to_space = [](extent h, extent w) {
  auto A = input<float>("A", 4, h, w);
  axis k("k", 4), y("y", h), x("x", w), i("i", h * 2), j("j", w * 2);
  auto P = compute("P", {k, y, x}, A(k, y, x) * 3 + 1);
  auto B = compute("B", {i, j}, P(mod(i, 2) * 2 + mod(j, 2), floordiv(i, 2), floordiv(j, 2)));
  auto s = schedule(B);
  auto [io, jo, ii, ji] = s.tile(i, j, 3, 8);
  s.vectorize(ji).parallel(io);
  s[P].compute_at(s, jo);
  return s;
};

/// The same by blocks of threads, which share what they read.
inline constexpr auto depth_to_space_bound = [](extent h, extent w) {
  auto A = input<float>("A", 4, h, w);
  axis k("k", 4), y("y", h), x("x", w), i("i", h * 2), j("j", w * 2);
  auto P = compute("P", {k, y, x}, A(k, y, x) * 3 + 1);
  auto B = compute("B", {i, j}, P(mod(i, 2) * 2 + mod(j, 2), floordiv(i, 2), floordiv(j, 2)));
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 8);
  s.reorder(i, jo, ji).bind(i, hardware_axis::block_y).bind(jo, hardware_axis::block_x);
  s.bind(ji, hardware_axis::thread_x);
  auto [xo, xi] = s[P].split(x, 4);
  s[P].compute_at(s, jo).bind(xi, hardware_axis::thread_x).reorder(xi, k, y, xo);
  return s;
};

/// Twice as many points, of a stage that is smoothed by windows whose rows slide.
inline constexpr auto upsample = [](extent n) {
  auto A = input<float>("A", n + 1);
  axis x("x", n + 1), y("y", n), i("i", n * 2);
  auto P = compute("P", {x}, A(x) * 2);
  auto Q = compute("Q", {y}, P(y) + P(y + 1));
  auto B = compute("B", {i}, Q(floordiv(i, 2)) + Q(floordiv(i, 2)) * Q(floordiv(n * 2 - 1 - i, 2)));
  auto s = schedule(B);
  auto [o, v] = s.split(i, 32);
  s.vectorize(v);
  s[Q].compute_at(s, o);
  s[P].compute_at(s[Q], y).store_at(s, o);
  return s;
};

/// A convolution as a product: points and taps are numbered through.
inline constexpr auto convolution_as_product = [](extent h, extent m) {
  auto A = input<float>("A", h + 2, 9);
  auto W = input<float>("W", 9, m);
  axis y("y", h + 2), x("x", 9), p("p", h * 7), o("o", m), k("k", 9);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto C = compute("C", {p, o}, sum(P(floordiv(p, 7) + floordiv(k, 3), mod(p, 7) + mod(k, 3)) * W(k, o), k));
  auto s = schedule(C);
  auto [po, pi] = s.split(p, 5);
  auto [oo, oi] = s.split(o, 8);
  s.reorder(po, oo, k, pi, oi).vectorize(oi).cache_write(oo);
  s[P].compute_at(s, po);
  s.prefetch(W, oo, 1);
  return s;
};

/// Quotients of quotients, of negative numbers, and in conditions.
inline constexpr auto nested_quotients = [](extent n) {
  auto A = input<std::int32_t>("A", 5, n + 3);
  axis i("i", n), r("r", 7);
  auto B = compute("B", {i}, select(mod(i, 3) < 2 && floordiv(i - 5, 4) >= -1,
                                    A(mod(3 - i * 2, 5), floordiv(floordiv(i * 2 + 1, 3), 2)), cast<std::int32_t>(floordiv(i - 9, 4))));
  auto C = compute("C", {i}, sum(B(i) * A(mod(mod(r, 4) * 2 + r, 5), floordiv(i + r, 3)), r));
  auto s = schedule(C);
  auto [o, v] = s.split(i, 6);
  auto [ro, ri] = s.split(r, 3);
  s.reorder(o, ro, ri, v).unroll(ri).vectorize(v);
  s[B].compute_at(s, o);
  return s;
};

/// Parts of a sum over what is numbered through, in lanes.
inline constexpr auto quotients_in_parts = [](extent m) {
  auto A = input<float>("A", m, 6);
  axis i("i", m), r("r", 36);
  auto B = compute("B", {i}, sum(A(i, floordiv(r, 6)) * A(i, mod(r, 6)), r));
  auto s = schedule(B);
  auto parts = s.rfactor(s.split(r, 8).inner, 1);
  parts.compute_at(B, i).reorder(parts.reduced(0), parts.dimension(1)).vectorize(parts.dimension(1));
  parts.prefetch(A, parts.reduced(0), 1);
  return s;
};

/// Rows of a table, one for each word; a row in lanes.
inline constexpr auto embedding = [](extent words, extent rows, extent n) {
  auto table = input<float>("table", rows, n);
  auto word = input<std::int32_t>("word", words);
  axis i("i", words), j("j", n);
  auto E = compute("E", {i, j}, table(gather(word(i), rows), j) * 2);
  auto s = schedule(E);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji).parallel(i);
  return s;
};

/// Elements by their number, which differs from lane to lane, and one by the number of another.
inline constexpr auto take = [](extent n, extent m) {
  auto A = input<float>("A", m);
  auto I = input<std::int8_t>("I", n);
  axis i("i", n), x("x", m);
  auto P = compute("P", {x}, A(x) + 1);
  auto J = compute("J", {i}, cast<std::int64_t>(I(i)) * 3 - 4);
  auto B = compute("B", {i}, P(gather(J(i), m)) - A(gather(I(gather(J(i), n)), m)));
  auto s = schedule(B);
  auto [o, v] = s.split(i, 8);
  s.vectorize(v);
  s[J].compute_at(s, o);
  return s;
};

/// Sums over what is taken: a bag of words, its number of a row inlined.
inline constexpr auto bag = [](extent bags, extent words, extent n) {
  auto table = input<float>("table", 50, n);
  auto word = input<std::uint16_t>("word", bags, words);
  axis b("b", bags), j("j", n), w("w", words), i("i", bags);
  auto row = compute("row", {i, w}, word(i, w) * 7 % 60);
  auto S = compute("S", {b, j}, sum(table(gather(row(b, w), 50), j) + table(gather(row(0, w), 25), j), w));
  auto s = schedule(S);
  s[row].compute_inline();
  auto [jo, ji] = s.split(j, 8);
  s.reorder(b, jo, w, ji).vectorize(ji).cache_write(jo);
  return s;
};

/// By threads of a block, of a stage that they compute together.
inline constexpr auto take_bound = [](extent m, extent n) {
  auto A = input<std::int32_t>("A", m, n);
  auto I = input<std::int32_t>("I", n);
  axis i("i", m), j("j", n), x("x", m), y("y", n);
  auto P = compute("P", {x, y}, A(x, y) * 3);
  auto B = compute("B", {i, j}, P(i, gather(I(j), 5)) + cast<std::int32_t>(i));
  auto s = schedule(B);
  auto [jo, ji] = s.split(j, 4);
  s.reorder(i, ji, jo).bind(i, hardware_axis::block_x).bind(ji, hardware_axis::thread_x);
  auto [o, w] = s[P].split(y, 4);
  s[P].compute_at(s, i).reorder(w, x, o).bind(w, hardware_axis::thread_x);
  return s;
};

}  // namespace descriptions

/// X(name, sizes…): those whose loops are bound to blocks and threads.
#define TENON_BOUND_INDEX_DESCRIPTIONS(X) \
  X(depth_to_space_bound, 5, 7)           \
  X(take_bound, 3, 11)                    \
  X(depth_to_space_bound, dynamic, dynamic)

/// X(name, sizes…): the others.
#define TENON_INDEX_DESCRIPTIONS(X)   \
  X(unpack_channels, 5, 3)            \
  X(space_to_depth, 3, 13)            \
  X(depth_to_space, 5, 7)             \
  X(upsample, 19)                     \
  X(convolution_as_product, 5, 11)    \
  X(nested_quotients, 13)             \
  X(quotients_in_parts, 5)            \
  X(unpack_channels, dynamic, dynamic.multiple_of(4)) \
  X(depth_to_space, dynamic, dynamic) \
  X(upsample, dynamic)                \
  X(convolution_as_product, dynamic, dynamic) \
  X(nested_quotients, dynamic)        \
  X(embedding, 5, 7, 19)              \
  X(take, 13, 4)                      \
  X(bag, 3, 4, 19)                    \
  X(embedding, dynamic, 3, dynamic)
