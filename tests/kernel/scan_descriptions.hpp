// Descriptions of recurrences: scans of one and of two states, with their steps at all places where they
// may be computed.
#pragma once

#include <string_view>

#include <tenon/kernel/describe.hpp>

namespace descriptions {

using namespace tenon;

/// Sums of the first rows of X, from 0 rows on, all in one loop.
inline constexpr auto running_sum = [](extent T, extent n) {
  auto X = input<float>("X", T, n);
  auto h = state<float>("h", T + 1, n);
  axis t("t", T), u("u", T + 1), j("j", n);
  auto step = compute("step", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 0, step));
  auto s = schedule(S);
  s[step].compute_inline();
  return s;
};

/// A running total of halves from a number that the caller passes.
inline constexpr auto running_total = [](extent T) {
  auto X = input<half>("X", T);
  auto first = scalar<half>("first");
  auto h = state<half>("h", T + 1);
  axis t("t", T), u("u", T + 1);
  auto step = compute("step", {t}, h(t) * 0.5f + X(t));
  return schedule(scan("S", {u}, next(h, first, step)));
};

/// Differences of what two steps make of their rows: a window slides along the scan's rows.
inline constexpr auto differences = [](extent T, extent n) {
  auto X = input<float>("X", T, n);
  auto h = state<float>("h", T + 1, n);
  axis t("t", T), u("u", T + 1), j("j", n);
  auto a = compute("a", {t, j}, clamp(h(t, j) + X(t, j), -4, 4));
  auto b = compute("b", {t, j}, select(t >= 1, a(t, j) - a(t - 1, j), a(t, j)));
  auto S = scan("S", {u, j}, next(h, 2, b));
  auto s = schedule(S);
  s[a].compute_at(S, u).store_root();
  return s;
};

/// A layer over time whose activation keeps whole numbers exact; nothing is said of where.
inline constexpr auto layer_over_time = [](extent T, extent n) {
  auto X = input<float>("X", T, n);
  auto W = input<float>("W", n, n);
  auto h0 = input<float>("h0", n);
  auto h = state<float>("h", T + 1, n);
  axis t("t", T), u("u", T + 1), j("j", n), k("k", n);
  auto a = compute("a", {t, j}, sum(W(k, j) * h(t, k), k));
  auto b = compute("b", {t, j}, clamp(a(t, j) + X(t, j), -3, 3));
  return schedule(scan("S", {u, j}, next(h, h0, b)));
};

/// An Elman layer: the sum in lanes, its activation where the row is stored, X's part ahead of time.
inline constexpr auto elman = [](extent T, extent m, extent n) {
  auto X = input<float>("X", T, m);
  auto V = input<float>("V", m, n);
  auto W = input<float>("W", n, n);
  auto h0 = input<float>("h0", n);
  auto h = state<float>("h", T + 1, n);
  axis t("t", T), u("u", T + 1), j("j", n), k("k", n), r("r", m);
  auto x = compute("x", {t, j}, sum(V(r, j) * X(t, r), r));
  auto a = compute("a", {t, j}, sum(W(k, j) * h(t, k), k));
  auto b = compute("b", {t, j}, tanh((a(t, j) + x(t, j)) * 0.03125f));
  auto S = scan("S", {u, j}, next(h, h0, b));
  auto s = schedule(S);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  s[b].compute_inline();
  auto [ao, ai] = s[a].split(j, 8);
  s[a].reorder(ao, k, ai).vectorize(ai);
  return s;
};

/// Gates and states of a long short-term memory with whole numbers; two states of which only the
/// last rows leave the kernel.
inline constexpr auto memory_cells = [](extent T, extent n) {
  auto X = input<float>("X", T, 4, n);
  auto W = input<float>("W", n, 4, n);
  auto h = state<float>("h", T + 1, n);
  auto c = state<float>("c", T + 1, n);
  axis t("t", T), u("u", T + 1), g("g", 4), j("j", n), k("k", n);
  auto a = compute("a", {t, g, j}, sum(W(k, g, j) * h(t, k), k));
  auto b = compute("b", {t, g, j}, clamp(a(t, g, j) + X(t, g, j), -2, 3));
  auto c1 = compute("c1", {t, j}, clamp(b(t, 1, j) * c(t, j) + b(t, 0, j) * b(t, 2, j), -5, 4));
  auto h1 = compute("h1", {t, j}, b(t, 3, j) * c1(t, j));
  auto [hs, cs] = scan("hc", {u, j}, next(h, 1, h1), next(c, 0, c1));
  auto y = compute("y", {j}, hs(T, j) + cs(T, j) * 16);
  auto s = schedule(y);
  s[h1].compute_inline();
  s[b].vectorize(g);
  return s;
};

/// The same with sigmoids, each tile of cells with its gates; all rows leave the kernel.
inline constexpr auto lstm = [](extent T, extent n) {
  auto X = input<float>("X", T, 4, n);
  auto W = input<float>("W", n, 4, n);
  auto h0 = input<float>("h0", n);
  auto c0 = input<float>("c0", n);
  auto h = state<float>("h", T + 1, n);
  auto c = state<float>("c", T + 1, n);
  axis t("t", T), u("u", T + 1), g("g", 4), j("j", n), k("k", n);
  auto a = compute("a", {t, g, j}, sum(W(k, g, j) * h(t, k), k));
  const auto gate = [&](index_t of) { return (a(t, of, j) + X(t, of, j)) * 0.03125f; };
  auto c1 = compute("c1", {t, j}, sigmoid(gate(1)) * c(t, j) + sigmoid(gate(0)) * tanh(gate(2)));
  auto h1 = compute("h1", {t, j}, sigmoid(gate(3)) * tanh(c1(t, j)));
  auto [hs, cs] = scan("hc", {u, j}, next(h, h0, h1), next(c, c0, c1));
  auto s = schedule(hs);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  for (auto stage : {s[c1], s[h1]}) {
    stage.compute_at(hs, jo);
    auto [o, i] = stage.split(j, 8);
    stage.vectorize(i);
  }
  s[a].compute_at(hs, jo);
  auto [ao, ai] = s[a].split(j, 8);
  s[a].reorder(g, ao, k, ai).vectorize(ai);
  return s;
};

/// Memory cells as a layer has them, with whole numbers: the inputs' part of all steps is one product,
/// weights lie in panels, a tile's sums stay in registers, and tiles go to and fro.
inline constexpr auto turning_cells = [](extent T, extent n) {
  auto X = input<float>("X", T, n);
  auto W = input<float>("W", n, 4 * n);
  auto U = input<float>("U", n, 4, n);
  auto h = state<float>("h", T + 1, n);
  auto c = state<float>("c", T + 1, n);
  axis t("t", T), u("u", T + 1), g("g", 4), j("j", n), k("k", n), q("q", 4 * n), r("r", n);
  auto x = compute("x", {t, q}, sum(X(t, r) * W(r, q), r));
  auto a = compute("a", {t, g, j}, sum(U(k, g, j) * h(t, k), k));
  const auto gate = [&](index_t of) { return clamp(a(t, of, j) + x(t, j + of * n), -2, 3); };
  auto c1 = compute("c1", {t, j}, clamp(gate(1) * c(t, j) + gate(0) * gate(2), -5, 4));
  auto out = compute("out", {t, j}, gate(3));
  auto h1 = compute("h1", {t, j}, clamp(out(t, j) * c1(t, j), -3, 3));
  auto [hs, cs] = scan("hc", {u, j}, next(h, 1, h1), next(c, 0, c1));
  auto s = schedule(hs, cs);
  auto [jo, ji] = s.split(j, 8);
  s.vectorize(ji);
  s[out].compute_inline();
  for (auto stage : {s[c1], s[h1]}) {
    stage.compute_at(hs, jo);
    stage.vectorize(stage.split(j, 8).inner);
  }
  auto [ao, ai] = s[a].split(j, 8);
  s[a].reorder(ao, t, k, g, ai).cache_write(t).unroll(g).vectorize(ai).zigzag(ao);
  auto panels = s.cache_read(U);
  const axis cell = panels.dimension(2);
  panels.transform_layout(floordiv(cell, 8), panels.dimension(0), panels.dimension(1), mod(cell, 8));
  s.zigzag(jo);
  return s;
};

/// A recurrence over the rows of another, a row ahead of its own.
inline constexpr auto two_layers = [](extent T, extent n) {
  auto X = input<float>("X", T, n);
  auto h = state<float>("h", T + 1, n);
  auto g = state<float>("g", T + 1, n);
  axis t("t", T), u("u", T + 1), j("j", n);
  auto a = compute("a", {t, j}, clamp(X(t, j) - h(t, j), -5, 4));
  auto first = scan("first", {u, j}, next(h, 1, a));
  auto b = compute("b", {t, j}, clamp(g(t, j) * -1 + first(t + 1, j), -4, 6));
  auto s = schedule(scan("second", {u, j}, next(g, 0, b)));
  s[first].vectorize(s[first].split(j, 4).inner);
  return s;
};

/// Rows of three: each step reads the row before too, by threads, from a copy of the state.
inline constexpr auto three_rows = [](extent T, extent n) {
  auto X = input<std::int32_t>("X", T, n);
  auto h = state<std::int32_t>("h", T + 1, n);
  axis t("t", T), u("u", T + 1), j("j", n);
  auto before = compute("before", {t, j}, select(t >= 1, h(t - 1, j), 7));
  auto step = compute("step", {t, j}, h(t, j) * 3 - before(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 1, step));
  axis v("v", T);
  auto D = compute("D", {v, j}, S(v + 1, j) - S(v, j));
  auto s = schedule(D, S);
  s[S].parallel(j);
  auto copy = s.cache_read(h, step);
  copy.compute_at(step, t);
  return s;
};

/// Whether a description has math functions, which the oracle takes from the C library.
constexpr bool has_functions(std::string_view name) { return name == "elman" || name == "lstm"; }

}  // namespace descriptions

/// X(name, sizes…) for every description of a recurrence.
#define TENON_SCAN_DESCRIPTIONS(X)      \
  X(running_sum, 6, 5)                  \
  X(running_sum, 0, 5)                  \
  X(running_sum, dynamic, dynamic)      \
  X(running_total, 6)                   \
  X(running_total, dynamic)             \
  X(differences, 6, 5)                  \
  X(differences, dynamic, dynamic)      \
  X(layer_over_time, 7, 9)              \
  X(layer_over_time, 1, 4)              \
  X(layer_over_time, dynamic, dynamic)  \
  X(two_layers, 4, 6)                   \
  X(two_layers, dynamic, dynamic)       \
  X(elman, 5, 3, 19)                    \
  X(elman, dynamic, dynamic, dynamic)   \
  X(memory_cells, 6, 11)                \
  X(memory_cells, dynamic, dynamic)     \
  X(turning_cells, 5, 17)               \
  X(turning_cells, dynamic, dynamic)    \
  X(lstm, 5, 13)                        \
  X(lstm, dynamic, dynamic)             \
  X(three_rows, 9, 7)                   \
  X(three_rows, dynamic, dynamic)
