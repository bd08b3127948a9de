// The layer as a Tenon description: fused, and stage by stage.
#pragma once

#include <tenon/hardware/tile_contraction.hpp>
#include <tenon/kernel/describe.hpp>

namespace lstm {

/// Cells that are computed at a time. Two vectors of cells with four gates: eight sums, whose
/// products cover each other's latency.
constexpr tenon::index_t tile_of(const tenon::target& machine) {
  return 2 * machine.lanes(tenon::element::f32);
}

/// Whether steps go through the tiles to and fro: where the second cache holds a good part of U,
/// but not all of it, the last tiles of a step are there for the next.
constexpr bool turns(const tenon::target& machine, tenon::index_t steps, tenon::index_t n) {
  const tenon::index_t bytes = 4 * n * n * size_of(tenon::element::f32);
  return steps > 1 && bytes > machine.l2_bytes && bytes <= 16 * machine.l2_bytes;
}

/// The tiles of the inputs' product, of all steps at once. Its weights lie in panels already.
constexpr tenon::contraction_tiles input_tiles(const tenon::target& machine, tenon::index_t steps,
                                               tenon::index_t n) {
  tenon::contraction_tiles tiles = choose_tiles(machine, tenon::element::f32, {steps, 4 * n, n});
  tiles.pack = false;
  // Of one step each weight is read once: as many sums as cover each other's latency.
  if (steps < 8) tiles.columns = 8 * tiles.lanes;
  return tiles;
}

/// Computes a tile of cells in lanes; the loop over tiles.
constexpr tenon::axis in_lanes(tenon::stage_schedule stage, const tenon::axis& cells,
                               const tenon::target& machine) {
  const auto [outer, inner] = stage.split(cells, tile_of(machine));
  stage.vectorize(inner);
  return outer;
}

/// The inputs' part of all steps is one product.
template <class Product>
constexpr void tile_inputs(tenon::schedule& s, tenon::stage_schedule x, const Product& product,
                           const tenon::contraction_tiles& tiles) {
  if (sizes_of(product).m >= 8) return tile_contraction(s, x, product, tiles);
  const auto [panels, column] = x.split(product.j, tiles.columns);
  x.reorder(panels, product.i, product.r, column).cache_write(product.i).vectorize(column);
}

/// U · h of step t by tiles of cells: their sums stay in registers through all rows.
constexpr void tile_state(tenon::stage_schedule a, const tenon::axis& tiles, const tenon::axis& t,
                          const tenon::axis& k, const tenon::axis& g, const tenon::axis& cells) {
  a.reorder(tiles, t, k, g, cells).cache_write(t).unroll(g).vectorize(cells);
}

/// States h and c of all rows: row 0 is the start, row t + 1 what step t makes of row t and of
/// input t. Gates are input, forget, candidate, output. The weights lie as they are read, which is
/// arranged once for a model: W in panels of columns, U by tiles of cells. Each operation is a
/// stage; `fused`: a tile of cells goes through all of them at a time, else each stage through all
/// cells.
template <bool fused>
inline constexpr auto layer = [](const tenon::context& on, tenon::extent steps, tenon::extent n) {
  using namespace tenon;
  const index_t count = n.form.constant, tile = tile_of(on.machine);
  const contraction_tiles tiles = input_tiles(on.machine, steps.form.constant, count);
  const index_t width = tiles.columns;
  const auto X = input<float>("X", steps, n);
  const auto W = input<float>("W", ceil_div(4 * count, width), n, width);
  const auto U = input<float>("U", ceil_div(count, tile), n, 4, tile);
  const auto bias = input<float>("bias", 4, n);
  const auto h0 = input<float>("h0", n), c0 = input<float>("c0", n);
  const auto h = state<float>("h", steps + 1, n), c = state<float>("c", steps + 1, n);
  const axis t("t", steps), row("row", steps + 1), g("g", 4), j("j", n), k("k", n);
  const axis q("q", 4 * n), r("r", n);

  const auto x = compute("x", {t, q}, sum(X(t, r) * W(floordiv(q, width), r, mod(q, width)), r));
  const auto a =
      compute("a", {t, g, j}, sum(U(floordiv(j, tile), k, g, mod(j, tile)) * h(t, k), k));
  const auto sum_of = [&](const char* name, index_t gate) {
    return compute(name, {t, j}, a(t, gate, j) + x(t, j + gate * n) + bias(gate, j));
  };
  const auto z0 = sum_of("z0", 0), z1 = sum_of("z1", 1), z2 = sum_of("z2", 2), z3 = sum_of("z3", 3);
  const auto in = compute("in", {t, j}, sigmoid(z0(t, j)));
  const auto forget = compute("forget", {t, j}, sigmoid(z1(t, j)));
  const auto candidate = compute("candidate", {t, j}, tanh(z2(t, j)));
  const auto out = compute("out", {t, j}, sigmoid(z3(t, j)));
  const auto c1 = compute("c1", {t, j}, forget(t, j) * c(t, j) + in(t, j) * candidate(t, j));
  const auto lit = compute("lit", {t, j}, tanh(c1(t, j)));
  const auto h1 = compute("h1", {t, j}, out(t, j) * lit(t, j));
  const auto [hs, cs] = scan("rows", {row, j}, next(h, h0, h1), next(c, c0, c1));

  auto s = schedule(hs, cs);
  tile_inputs(s, s[x], contraction{t, q, r, X, 0, W, 1}, tiles);
  const axis cells = in_lanes(s, j, on.machine);
  for (stage_schedule stage :
       {s[z0], s[z1], s[z2], s[z3], s[in], s[forget], s[candidate], s[out], s[lit]}) {
    if (fused)
      stage.compute_inline();
    else
      in_lanes(stage, j, on.machine);
  }
  for (stage_schedule stage : {s[c1], s[h1]}) {
    if (fused) stage.compute_at(hs, cells);
    in_lanes(stage, j, on.machine);
  }
  const auto [jo, ji] = s[a].split(j, tile);
  tile_state(s[a], jo, t, k, g, ji);
  if (turns(on.machine, steps.form.constant, count)) s[a].zigzag(jo);
  return s;
};

}  // namespace lstm
