// Descriptions over half and bfloat16, which only hold numbers: each back end must convert, and
// round where the definitions say so. `TENON_NARROW_DESCRIPTIONS(X)` lists them with sizes.
#pragma once

#include <tenon/kernel/describe.hpp>

namespace descriptions {

using namespace tenon;

/// Arithmetic in float, one rounding where it is stored; whole vectors and a guarded tail.
template <class T>
constexpr auto narrow_pointwise_of(extent n) {
  auto A = input<T>("A", n);
  auto B = input<T>("B", n);
  axis i("i", n);
  auto sums = compute("sums", {i}, (A(i) / 3 + B(i)) * 0.1f);
  auto s = schedule(sums);
  auto [io, ii] = s.split(i, 16);
  s.vectorize(ii);
  return s;
}
inline constexpr auto half_pointwise = [](extent n) { return narrow_pointwise_of<half>(n); };
inline constexpr auto bfloat16_pointwise = [](extent n) {
  return narrow_pointwise_of<bfloat16>(n);
};

/// Splits and vectorizes a stage along its only axis.
template <class Stage>
constexpr void in_lanes(Stage&& stage, const axis& i, int lanes) {
  auto [outer, inner] = stage.split(i, lanes);
  stage.vectorize(inner);
}

/// Operations on half, in several vectors at once and tails of them.
inline constexpr auto half_operations = [](extent n) {
  auto A = input<half>("A", n);
  auto B = input<half>("B", n);
  axis i("i", n);
  auto chosen = compute("chosen", {i}, select(A(i) < B(i), abs(A(i)), -max(B(i), half(0.5f))));
  auto rounded = compute("rounded", {i}, floor(A(i) * 1.25f) + sqrt(abs(B(i))) - min(A(i), B(i)));
  auto truths =
      compute("truths", {i}, A(i) == B(i) || cast<bool>(A(i)) == (B(i) <= constant(half(1))));
  auto s = schedule(chosen, rounded, truths);
  in_lanes(s[chosen], i, 32);
  in_lanes(s[rounded], i, 8);
  in_lanes(s[truths], i, 16);
  return s;
};
/// Numbers as they are stored, in lanes and one by one.
inline constexpr auto half_constants = [](extent n) {
  axis i("i", n);
  auto halves = compute("halves", {i}, constant(half(-1.5f)));
  auto thirds = compute("thirds", {i}, constant(bfloat16(1.0f)) / 3);
  auto s = schedule(halves, thirds);
  in_lanes(s[halves], i, 16);
  return s;
};
/// Math functions, of which the result is rounded once.
inline constexpr auto half_functions = [](extent n) {
  auto A = input<half>("A", n);
  axis i("i", n);
  auto s = schedule(compute("F", {i}, tanh(A(i)) + exp(A(i) * 0.5f)));
  in_lanes(s, i, 16);
  return s;
};
/// Casts from and to other types; those to half and bfloat16 round where they stand.
inline constexpr auto narrow_casts = [](extent n) {
  auto A = input<half>("A", n);
  auto X = input<std::int8_t>("X", n);
  auto D = input<double>("D", n);
  axis i("i", n);
  auto whole = compute("whole", {i}, cast<std::int32_t>(A(i) * 100) + cast<std::int32_t>(X(i)));
  auto mixed =
      compute("mixed", {i}, cast<bfloat16>((cast<half>(X(i)) + cast<half>(A(i) / 3)) * 37.37f));
  auto wide = compute("wide", {i}, cast<double>(cast<bfloat16>(D(i) * 0.3)) + cast<double>(i));
  auto index = compute("index", {i}, cast<bfloat16>(3 * i + 250));
  auto s = schedule(whole, mixed, wide, index);
  in_lanes(s[whole], i, 8);
  in_lanes(s[mixed], i, 16);
  in_lanes(s[wide], i, 8);
  in_lanes(s[index], i, 8);
  return s;
};

/// A product of halves, accumulated in float; its second operand packed, the result rounded once.
inline constexpr auto half_matmul = [](extent m, extent n, extent k) {
  auto A = input<half>("A", m, k);
  auto B = input<half>("B", k, n);
  auto bias = input<half>("bias", n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto D = compute("D", {i, j}, cast<half>(max(C(i, j) + cast<float>(bias(j)), 0)));
  auto s = schedule(D);
  auto [io, ii] = s.split(i, 4, tail::cut);
  auto [jo, ji] = s.split(j, 16);
  s.reorder(io, jo, ii, ji).vectorize(ji).parallel(io);
  s[C].compute_at(s, jo);
  s[C].reorder(r, i, j).vectorize(j);
  auto packed = s.cache_read(B);
  packed.pack(1, 16).pad(1);
  auto [bo, bi] = packed.split(packed.dimension(1), 16);
  packed.vectorize(bi);
  return s;
};
/// Rows of bfloat16 become columns of panels.
inline constexpr auto bfloat16_transposed = [](extent m, extent n, extent k) {
  auto A = input<bfloat16>("A", m, k);
  auto B = input<bfloat16>("B", n, k);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(j, r), r));
  auto s = schedule(C);
  auto panels = s.cache_read(B);
  panels.pack(0, 16).pad(0);
  auto [jo, ji] = s.split(j, 16);
  s.reorder(jo, i, r, ji).vectorize(ji).cache_write(i);
  auto [bo, bi] = panels.split(panels.dimension(0), 16);
  auto [ro, ri] = panels.split(panels.dimension(1), 8, tail::cut);
  panels.reorder(bo, ro, ri, bi).unroll(ri).vectorize(bi);
  return s;
};

/// A stage of half that is stored, and one that is inlined: each rounds once.
inline constexpr auto half_stages = [](extent m, extent n) {
  auto A = input<half>("A", m + 2, n);
  axis i("i", m), j("j", n), y("y", m + 2);
  auto third = compute("third", {y, j}, A(y, j) / 3);
  auto scaled = compute("scaled", {y, j}, third(y, j) * 1.1f);
  auto C = compute("C", {i, j}, scaled(i, j) + scaled(i + 1, j) + scaled(i + 2, j));
  auto s = schedule(C);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  s[scaled].compute_inline();
  s[third].compute_at(s, i).store_root();
  return s;
};
/// Elements that lie apart, forwards and backwards.
inline constexpr auto half_strided = [](extent n) {
  auto A = input<half>("A", 3 * n);
  axis i("i", n);
  auto S = compute("S", {i}, A(3 * i) - A(2 * n - 1 - i));
  auto s = schedule(S);
  in_lanes(s, i, 16);
  return s;
};
/// Padding.
inline constexpr auto half_padding = [](extent m, extent n) {
  auto A = input<half>("A", m, n);
  axis i("i", m), j("j", n + 2);
  auto P = compute("P", {i, j}, select(j >= 1 && j < n + 1, A(i, j - 1), -7));
  auto s = schedule(P);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  return s;
};
/// Written over what it reads.
inline constexpr auto half_update = [](extent n) {
  auto alpha = scalar<half>("alpha");
  auto Y = inout<half>("Y", n);
  auto X = input<half>("X", n);
  axis i("i", n);
  auto s = schedule(update(Y, {i}, alpha() * X(i) + Y(i)));
  in_lanes(s, i, 16);
  return s;
};
/// Extremes and their places: values of half as float.
inline constexpr auto half_argmax = [](extent m, extent n) {
  auto A = input<half>("A", m, n);
  axis i("i", m), r("r", n);
  auto [most, where] = compute("best", {i}, argmax(A(i, r) * 3, r));
  auto least = compute("least", {i}, min(A(i, r), r));
  return schedule(most, where, least);
};

/// A product of halves on a device: tiles of half in shared memory, sums in float, a half stored.
inline constexpr auto bound_half_product = [](extent m, extent n, extent k) {
  auto A = input<half>("A", m, k);
  auto B = input<half>("B", k, n);
  axis i("i", m), j("j", n), r("r", k);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto D = compute("D", {i, j}, cast<half>(C(i, j) * 0.375f));
  auto s = schedule(D);
  auto [bi, ti] = s.split(i, 4);
  auto [bj, tj] = s.split(j, 8);
  s.reorder(bi, bj, ti, tj);
  s.bind(bi, hardware_axis::block_y).bind(bj, hardware_axis::block_x);
  s.bind(ti, hardware_axis::thread_y).bind(tj, hardware_axis::thread_x);
  auto product = s[C];
  product.compute_at(s, tj);
  for (stage_schedule copy : {s.cache_read(A, product), s.cache_read(B, product)}) {
    copy.compute_at(s, bj).set_scope(memory_scope::shared);
    auto [y, y1] = copy.split_parts(copy.dimension(0), 4);
    auto [x, x1] = copy.split_parts(copy.dimension(1), 8);
    copy.reorder(y, x, y1, x1).bind(y, hardware_axis::thread_y).bind(x, hardware_axis::thread_x);
  }
  return s;
};
/// Two launches: a stage of bfloat16 between them, in the device's memory.
inline constexpr auto bound_bfloat16 = [](extent n) {
  auto A = input<bfloat16>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) * 37.37f);
  auto C = compute("C", {i}, cast<half>(B(i) - 0.25f));
  auto s = schedule(C);
  for (stage_schedule stage : {s[B], stage_schedule(s)}) {
    auto [o, w] = stage.split(stage.dimension(0), 8);
    stage.bind(o, hardware_axis::block_x).bind(w, hardware_axis::thread_x);
  }
  return s;
};

}  // namespace descriptions

#define TENON_BOUND_NARROW_DESCRIPTIONS(X) \
  X(bound_half_product, 7, 19, 9)          \
  X(bound_bfloat16, 45)                    \
  X(bound_bfloat16, dynamic)

#define TENON_NARROW_DESCRIPTIONS(X)                \
  TENON_BOUND_NARROW_DESCRIPTIONS(X)                \
  X(half_pointwise, 39)                             \
  X(bfloat16_pointwise, 39)                         \
  X(half_operations, 45)                            \
  X(half_constants, 21)                             \
  X(half_functions, 21)                             \
  X(narrow_casts, 21)                               \
  X(half_matmul, 6, 19, 7)                          \
  X(bfloat16_transposed, 5, 19, 8)                  \
  X(half_stages, 5, 13)                             \
  X(half_strided, 21)                               \
  X(half_padding, 3, 19)                            \
  X(half_update, 37)                                \
  X(half_argmax, 4, 7)                              \
  X(half_pointwise, dynamic)                        \
  X(half_matmul, dynamic, dynamic, dynamic)         \
  X(bfloat16_transposed, dynamic, dynamic, dynamic) \
  X(half_stages, dynamic, dynamic)
