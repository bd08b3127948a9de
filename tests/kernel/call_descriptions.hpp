// Descriptions with opaque calls, and the functions that they call.
#pragma once

#include <tenon/core/half.hpp>
#include <tenon/expr/call.hpp>
#include <tenon/schedule/schedule.hpp>

namespace descriptions {

using namespace tenon;

/// A row in rising order.
inline void sort_row(view<const float> from, view<float> to) {
  for (index_t i = 0; i < from.extent(0); ++i) {
    index_t at = i;
    for (; at > 0 && from(i) < to(at - 1); --at) to(at) = to(at - 1);
    to(at) = from(i);
  }
}

/// Sums of all elements up to each, and how many of them are negative.
inline void sum_up(view<const std::int32_t> from, view<std::int32_t> sums, view<index_t> negative) {
  std::int32_t sum = 0;
  index_t count = 0;
  for (index_t i = 0; i < from.extent(0); ++i) {
    sums(i) = sum += from(i);
    negative(i) = count += from(i) < 0 ? 1 : 0;
  }
}

/// How many elements of two dimensions fall into each of the bins, by their remainder.
inline void count_by_bin(view<const std::int32_t> from, view<std::int32_t> bins) {
  for (index_t b = 0; b < bins.extent(0); ++b) bins(b) = 0;
  for (index_t i = 0; i < from.extent(0); ++i) {
    for (index_t j = 0; j < from.extent(1); ++j) ++bins((from(i, j) + 60) % bins.extent(0));
  }
}

/// The rows of one tensor at the positions that another holds, the last one where those are beyond.
inline void gather_rows(view<const tenon::half> from, view<const std::uint8_t> positions, view<tenon::half> to) {
  for (index_t i = 0; i < to.extent(0); ++i) {
    index_t at = positions(i);
    if (at >= from.extent(0)) at = from.extent(0) - 1;
    for (index_t j = 0; j < to.extent(1); ++j) to(i, j) = at < 0 ? tenon::half(0.5F) : from(at, j);
  }
}

inline constexpr auto sorting = external<sort_row>("sort_row");
inline constexpr auto summing = external<sum_up>("sum_up");
inline constexpr auto counting = external<count_by_bin>("count_by_bin");
inline constexpr auto gathering = external<gather_rows>("gather_rows");
/// A lambda: the differences of neighbours, of two rows at a time.
inline constexpr auto differing = external<[](view<const float> a, view<const float> b, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = a(i) - b(i);
}>("differing");

/// Loops of a call in tiles and in parallel; what it reads is computed at its inner loop.
inline constexpr auto call_rows = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  auto B = compute("B", {i, j}, A(i, j) * 2 - 1);
  auto S = call("S", {i}, {j}, sorting, rows(B, i));
  auto C = compute("C", {i, j}, S(i, j) + A(i, j));
  auto s = schedule(C);
  auto [io, ii] = s[S].split(i, 4);
  s[S].parallel(io).unroll(ii);
  s[B].compute_at(S, ii);
  s[B].vectorize(s[B].split(j, 8, tail::cut).inner);
  return s;
};

/// A call at its consumer's loop, with more rows than the consumer's tile, of two rows of an input in
/// another order.
inline constexpr auto call_at = [](extent m, extent n) {
  auto A = input<float>("A", 2 * m + 3, n).order(1, 0);
  axis y("y", m + 1), x("x", n), i("i", m);
  auto D = call("D", {y}, {x}, differing, rows(A, 2 * y + 1), rows(A, 2 * floordiv(y, 3) + mod(y, 2)));
  auto C = compute("C", {i, x}, D(i, x) * D(i + 1, x));
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 3, tail::cut);
  s.parallel(io);
  s[D].compute_at(C, io).storage_align(0, 16, 3);
  return s;
};

/// A sliding window of a call's rows, each computed once, from a window of another's.
inline constexpr auto call_window = [](extent m, extent n) {
  auto A = input<float>("A", m + 3, n);
  axis k("k", m + 3), y("y", m + 2), i("i", m), j("j", n);
  auto B = compute("B", {k, j}, A(k, j) * 3);
  auto D = call("D", {y}, {j}, differing, rows(B, y + 1), rows(B, y));
  auto S = call("S", {y}, {j}, sorting, rows(D, y));
  auto C = compute("C", {i, j}, S(i, j) + S(i + 2, j));
  auto s = schedule(C);
  s[S].compute_at(C, i).store_root();
  s[D].compute_at(S, y);
  s[B].compute_at(S, y);
  return s;
};

/// Two results, both read and one of them an output's too; the other call runs once, and is an output.
inline constexpr auto call_results = [](extent m, extent n) {
  auto A = input<std::int32_t>("A", m, n);
  axis i("i", m), j("j", n), b("b", 5);
  auto copy = compute("copy", {i, j}, A(i, j) - 1);
  auto [sums, negative] = call("P", {i}, {j}, summing, rows(copy, i));
  auto H = call("H", {b}, counting, sums);
  auto C = compute("C", {i, j}, sums(i, j) * 2 + cast<std::int32_t>(negative(i, j)));
  auto s = schedule(H, C);
  s[sums].prefetch(copy, i, 2);
  s.parallel(i);
  return s;
};

/// Calls as outputs, one computed in two halves at a loop of what reads it; a copy for one reader.
inline constexpr auto call_outputs = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), r("r", m), q("q", 3);
  auto S = call("S", {i}, {j}, sorting, rows(A, i));
  auto T = call("T", {i}, {j}, sorting, rows(S, i));
  auto sum_of = compute("sum_of", {q, j}, sum(S(r, j), r));
  auto s = schedule(T, sum_of);
  auto copy = s.cache_read(A, S);
  copy.compute_at(S, i);
  s[sum_of].reorder(r, q, j);
  s[T].split(i, 2);
  return s;
};

/// A consumer that follows a call into its loops, which were split.
inline constexpr auto call_followed = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  auto S = call("S", {i}, {j}, sorting, rows(A, i));
  auto C = compute("C", {i, j}, S(i, j) * A(i, j));
  auto s = schedule(C);
  auto [io, ii] = s[S].split(i, 3);
  s[S].parallel(io);
  s[C].reverse_compute_at(S, io);
  return s;
};

/// What a consumer's next iteration reads of a call, in two halves.
inline constexpr auto call_double_buffer = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  auto S = call("S", {i}, {j}, sorting, rows(A, i));
  auto C = compute("C", {i, j}, S(i, j) * 2);
  auto s = schedule(C);
  auto [io, ii] = s.split(i, 2);
  s[S].compute_at(C, io).double_buffer();
  return s;
};

/// A whole tensor of half at once, by positions of bytes.
inline constexpr auto call_whole = [](extent m, extent n) {
  auto A = input<tenon::half>("A", m, n);
  auto P = input<std::uint8_t>("P", n);
  axis i("i", n), j("j", n);
  auto G = call("G", {i, j}, gathering, A, P);
  auto C = compute("C", {i, j}, G(i, j) * G(j, i));
  auto s = schedule(C);
  s.vectorize(s.split(j, 4).inner);
  return s;
};

/// A recurrence over rows that a call computed.
inline constexpr auto call_before_scan = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  auto h = state<float>("h", m + 1, n);
  axis t("t", m), u("u", m + 1), j("j", n);
  auto S = call("S", {t}, {j}, sorting, rows(A, t));
  auto step = compute("step", {t, j}, max(h(t, j), S(t, j)));
  return schedule(scan("R", {u, j}, next(h, -4, step)));
};

}  // namespace descriptions

/// X(name, sizes…) for every description with an opaque call.
#define TENON_CALL_DESCRIPTIONS(X)        \
  X(call_rows, 6, 19)                     \
  X(call_rows, dynamic, dynamic)          \
  X(call_at, 7, 10)                       \
  X(call_at, dynamic, dynamic)            \
  X(call_window, 5, 9)                    \
  X(call_window, dynamic, 9)              \
  X(call_results, 6, 5)                   \
  X(call_results, dynamic, 5)             \
  X(call_outputs, 5, 3)                   \
  X(call_outputs, dynamic, dynamic)       \
  X(call_double_buffer, 7, dynamic)       \
  X(call_followed, 8, dynamic)            \
  X(call_whole, 6, 9)                     \
  X(call_whole, dynamic, dynamic)         \
  X(call_before_scan, 4, dynamic)
