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

/// Whether the steps read a copy of U, in which what a tile of cells needs lies together. Each step
/// reads all of U. Where the second cache holds a good part of it, but not all, tiles go to and fro:
/// the last of a step are there for the next. The copy reads and writes U once, which a few steps
/// win back.
constexpr bool copies_weights(const tenon::target& machine, tenon::index_t steps,
                              tenon::index_t n) {
  const tenon::index_t bytes = 4 * n * n * size_of(tenon::element::f32);
  return steps > 8 && bytes > machine.l2_bytes && bytes <= 4 * machine.l2_bytes;
}

/// Computes a tile of cells in lanes; the loop over tiles.
constexpr tenon::axis in_lanes(tenon::stage_schedule stage, const tenon::axis& cells,
                               const tenon::target& machine) {
  const auto [outer, inner] = stage.split(cells, tile_of(machine));
  stage.vectorize(inner);
  return outer;
}

/// The inputs' part of all steps is one product.
constexpr void tile_inputs(tenon::schedule& s, tenon::stage_schedule x,
                           const tenon::target& machine, const auto& product) {
  tile_contraction(s, x, product, choose_tiles(machine, tenon::element::f32, sizes_of(product)));
}

/// Rows of U that are read side by side: sums are loaded and stored once for all of them.
inline constexpr tenon::index_t rows_at_a_time = 4;

/// U · h of step t from U as it is stored: whole rows one after another, as prefetchers follow
/// them. They don't follow a tile of cells through rows that lie pages apart.
constexpr void stream_state(tenon::stage_schedule a, const tenon::axis& t, const tenon::axis& k,
                            const tenon::axis& g, const tenon::axis& cells,
                            const tenon::target& machine) {
  const auto [rows, row] = a.split(k, rows_at_a_time);
  const auto [tiles, cell] = a.split(cells, 2 * tile_of(machine));
  a.reorder(t, rows, g, tiles, row, cell).cache_write(tiles).unroll(row).vectorize(cell);
}

/// U · h of step t from tiles of cells: their sums stay in registers through all rows.
constexpr void tile_state(tenon::stage_schedule a, const tenon::axis& tiles, const tenon::axis& t,
                          const tenon::axis& k, const tenon::axis& g, const tenon::axis& cells) {
  a.reorder(tiles, t, k, g, cells).cache_write(t).unroll(g).vectorize(cells);
}

/// States h and c of all rows: row 0 is the start, row t + 1 what step t makes of row t and of
/// input t. Gates are input, forget, candidate, output. Each operation is a stage; `fused`: a tile
/// of cells goes through all of them at a time, else each stage through all cells.
template <bool fused>
inline constexpr auto layer = [](const tenon::context& on, tenon::extent steps, tenon::extent n) {
  using namespace tenon;
  const auto X = input<float>("X", steps, n);
  const auto W = input<float>("W", n, 4 * n);
  const auto U = input<float>("U", n, 4, n);
  const auto bias = input<float>("bias", 4, n);
  const auto h0 = input<float>("h0", n), c0 = input<float>("c0", n);
  const auto h = state<float>("h", steps + 1, n), c = state<float>("c", steps + 1, n);
  const axis t("t", steps), row("row", steps + 1), g("g", 4), j("j", n), k("k", n);
  const axis q("q", 4 * n), r("r", n);

  const auto x = compute("x", {t, q}, sum(X(t, r) * W(r, q), r));
  const auto a = compute("a", {t, g, j}, sum(U(k, g, j) * h(t, k), k));
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
  tile_inputs(s, s[x], on.machine, contraction{t, q, r, X, 0, W, 1});
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
  if (!copies_weights(on.machine, steps.form.constant, n.form.constant)) {
    stream_state(s[a], t, k, g, j, on.machine);
    return s;
  }
  const index_t tile = tile_of(on.machine);
  const auto [jo, ji] = s[a].split(j, tile);
  tile_state(s[a], jo, t, k, g, ji);
  s[a].zigzag(jo);
  stage_schedule copy = s.cache_read(U);
  const axis row_of = copy.dimension(0), gate_of = copy.dimension(1), cell = copy.dimension(2);
  copy.transform_layout(floordiv(cell, tile), row_of, gate_of, mod(cell, tile));
  copy.vectorize(copy.split(cell, tile).inner);
  return s;
};

}  // namespace lstm
