// The layer's operators as descriptions of their own, with the loops that their stages have in the
// layer: what an executor of graphs calls one after another when nothing is fused.
#pragma once

#include <concepts>

#include "description.hpp"

namespace lstm::operators {

/// X · W of all steps.
inline constexpr auto inputs = [](const tenon::context& on, tenon::extent steps, tenon::extent n) {
  using namespace tenon;
  const contraction_tiles tiles = input_tiles(on.machine, steps.form.constant, n.form.constant);
  const index_t width = tiles.columns;
  const auto X = input<float>("X", steps, n);
  const auto W = input<float>("W", ceil_div(4 * n.form.constant, width), n, width);
  const axis t("t", steps), q("q", 4 * n), r("r", n);
  const auto x = compute("x", {t, q}, sum(X(t, r) * W(floordiv(q, width), r, mod(q, width)), r));
  auto s = schedule(x);
  tile_inputs(s, s, contraction{t, q, r, X, 0, W, 1}, tiles);
  return s;
};

/// U · h of one step.
inline constexpr auto state = [](const tenon::context& on, tenon::extent n) {
  using namespace tenon;
  const index_t tile = tile_of(on.machine), count = ceil_div(n.form.constant, tile);
  const auto U = input<float>("U", count, n, 4, tile);
  const auto h = input<float>("h", n);
  const axis tiles("tiles", count), t("t", 1), k("k", n), g("g", 4), cells("cells", tile);
  auto s = schedule(compute("a", {tiles, t, g, cells}, sum(U(tiles, k, g, cells) * h(k), k)));
  tile_state(s, tiles, t, k, g, cells);
  return s;
};

/// An operation on the elements of `rows`.
template <class Operation, std::same_as<const char*>... Rows>
constexpr tenon::schedule by_element(const tenon::context& on, tenon::extent n,
                                     const Operation& operation, Rows... rows) {
  const tenon::axis j("j", n);
  auto s = tenon::schedule(compute("made", {j}, operation(tenon::input<float>(rows, n)(j)...)));
  in_lanes(s, j, on.machine);
  return s;
}

inline constexpr auto add = [](const tenon::context& on, tenon::extent n) {
  return by_element(
      on, n, [](const auto& a, const auto& b) { return a + b; }, "a", "b");
};
inline constexpr auto multiply = [](const tenon::context& on, tenon::extent n) {
  return by_element(
      on, n, [](const auto& a, const auto& b) { return a * b; }, "a", "b");
};
inline constexpr auto sigmoid = [](const tenon::context& on, tenon::extent n) {
  return by_element(
      on, n, [](const auto& a) { return tenon::sigmoid(a); }, "a");
};
inline constexpr auto tanh = [](const tenon::context& on, tenon::extent n) {
  return by_element(
      on, n, [](const auto& a) { return tenon::tanh(a); }, "a");
};

}  // namespace lstm::operators
