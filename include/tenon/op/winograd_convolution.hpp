// A convolution by 3 × 3 elements through Winograd's minimal filtering F(m × m, 3 × 3): tiles of m
// × m outputs from a × a inputs, a = m + 2, by a · a products for each pair of channel and filter
// instead of 9 · m · m.
//
//   for n: for h.o                   a slab of rows of tiles
//     padded = the slab
//     for tiles: V = Bᵀ · tile · B   lanes of channels
//     for o.o                        filters whose products stay in the second cache
//       for i: for j: M = Σ V · U    a product of matrices for each element of a tile
//       for tiles: y = Aᵀ · M · A    lanes of filters
//
// U = G · W · Gᵀ is made ahead: (a, a, o / (g·b), c, g·b), b lanes of filters, g vectors.
//
// Its error is not that of the definition: the numbers in A and B let it grow, on real numbers of
// one size to about that of the direct convolution, 2 to 5 and 10 to 20 times that for m = 2, 4
// and 6.
#pragma once

#include <tenon/op/direct_convolution.hpp>
#include <tenon/op/linear_combination.hpp>
#include <tenon/op/winograd_matrices.hpp>

namespace tenon::inline TENON_ABI::op {

/// Tiles of a Winograd convolution, of Outputs × Outputs elements.
template <int Outputs>
struct winograd_tiles {
  index_t block;    ///< filters of a vector, and channels of a block
  index_t vectors;  ///< of filters in the register tile, and in a panel of weights
  index_t down;     ///< tiles of outputs below each other
  index_t across;   ///< and beside each other
  index_t slab;     ///< rows of tiles that are transformed at a time
  index_t rows;     ///< tiles in the register tile
  index_t filters;  ///< vectors of filters that are multiplied at a time
  bool streams;     ///< U comes from further away than the second cache

  constexpr index_t panel() const { return vectors * block; }
  /// Extents of the transformed weights.
  constexpr std::array<index_t, 5> weights(const conv2d_sizes& of) const {
    return {Outputs + 2, Outputs + 2, ceil_div(of.filters, panel()),
            ceil_div(of.channels, block) * block, panel()};
  }
};

/// Tiles from sizes and target alone.
template <int Outputs>
constexpr winograd_tiles<Outputs> choose_winograd_tiles(const target& machine, element type,
                                                        const conv2d_sizes& of) {
  constexpr index_t products = (Outputs + 2) * (Outputs + 2);
  const index_t size = size_of(type);
  winograd_tiles<Outputs> t{};
  t.block = machine.lanes(type);
  t.vectors = of.filters > t.block ? 2 : 1;
  t.down = ceil_div(of.out_rows(), Outputs);
  t.across = ceil_div(of.out_columns(), Outputs);
  const index_t channels = ceil_div(of.channels, t.block) * t.block;
  const index_t panels = ceil_div(of.filters, t.panel());
  t.streams = products * channels * of.filters * size > machine.l2_bytes;
  // U is read once for each slab: larger ones than the second cache holds pay, as V is read in
  // order.
  const index_t row = products * t.across * channels * size;
  t.slab = whole_part(t.down, 2 * machine.l2_bytes / (row < 1 ? 1 : row));
  t.rows = tile_rows(machine, t.vectors, t.slab * t.across);
  const index_t panel = products * t.slab * t.across * t.panel() * size;
  t.filters = t.vectors * whole_part(panels, machine.l2_bytes / 2 / (panel < 1 ? 1 : panel));
  return t;
}

/// The weights of a Winograd convolution, transformed in double, from (o, c, 3, 3) to where its
/// kernel reads them.
template <element_type T, int Outputs>
constexpr schedule pack_winograd_weights(const context& on, const conv2d_sizes& of) {
  using G = winograd_filter<Outputs>;
  const winograd_tiles<Outputs> t = choose_winograd_tiles<Outputs>(on.machine, element_of<T>, of);
  const auto W = input<T>("w", of.filters, of.channels, 3, 3);
  const index_t panels = ceil_div(of.filters, t.panel()),
                channels = ceil_div(of.channels, t.block) * t.block;
  const axis o("o", of.filters), c("c", of.channels), i("i", G::rows), j("j", G::rows), q("q", 3);
  const axis p("p", panels), d("d", channels), f("f", t.panel());
  const auto half = compute("half", {o, c, i, q},
                            rows_of<G>(i, [&](int r) { return cast<double>(W(o, c, r, q)); }));
  const auto whole =
      compute("whole", {o, c, i, j}, rows_of<G>(j, [&](int r) { return half(o, c, i, r); }));
  const auto filter = p * t.panel() + f;
  auto s = schedule(compute(
      "packed", {i, j, p, d, f},
      select(filter < of.filters && d < of.channels, cast<T>(whole(filter, d, i, j)), T(0))));
  s[half].compute_at(whole, i);
  return s;
}

/// The convolution of x by transformed weights: y, each in its layout. Windows are 3 × 3 elements,
/// dense.
template <element_type T, int Outputs, layout In, layout Out>
constexpr schedule winograd_convolution(const context& on, const conv2d_sizes& of,
                                        here at = here::current()) {
  using B = winograd_input<Outputs>;
  using A = winograd_output<Outputs>;
  constexpr int m = Outputs, a = Outputs + 2;
  const winograd_tiles<Outputs> t = choose_winograd_tiles<Outputs>(on.machine, element_of<T>, of);
  const index_t across = t.across, channels = ceil_div(of.channels, t.block),
                panels = ceil_div(of.filters, t.panel());
  const auto x = activations<T, In>(of, t.block, at.line());
  const auto U = input<T>("w", a, a, panels, channels * t.block, t.panel());
  if (!of.by.is_dense() || of.kernel_rows != 3 || of.kernel_columns != 3)
    x.definition()->problem.record(rule::winograd_window, of.kernel_rows, of.kernel_columns,
                                   at.line());

  const index_t rows = t.down * m + 2, columns = across * m + 2;
  const axis n("n", of.n), k("k", channels), y("y", rows), z("z", columns), l("l", t.block);
  const auto zeros = padded(x, of, rows, columns, t.block);
  const auto framed = [&] {  // in blocks of channels
    if constexpr (In == layout::plain)
      return compute("framed", {n, k, y, z, l}, zeros(n, k * t.block + l, y, z));
    else
      return zeros;
  }();

  const axis i("i", a), j("j", a), tile("tile", t.down * across), e("e", a), r("r", a);
  const auto taken =
      compute("taken", {n, k, tile, r, e, l},
              framed(n, k, m * floordiv(tile, across) + r, m * mod(tile, across) + e, l));
  const auto half = compute("half", {n, k, tile, i, e, l},
                            rows_of<B>(i, [&](int u) { return taken(n, k, tile, u, e, l); }));
  const auto V = compute("V", {n, i, j, tile, k, l},
                         rows_of<B>(j, [&](int u) { return half(n, k, tile, i, u, l); }));
  const axis o("o", ceil_div(of.filters, t.block)), v("v", t.block), c("c", channels),
      d("d", t.block);
  const auto weight =
      U(i, j, floordiv(o, t.vectors), c * t.block + d, mod(o, t.vectors) * t.block + v);
  const auto M = compute("M", {n, i, j, tile, o, v}, sum(V(n, i, j, tile, c, d) * weight, c, d));
  const axis p("p", m), q("q", m), h("h", of.out_rows()), w("w", of.out_columns());
  const auto back = compute("back", {n, o, tile, p, j, v},
                            rows_of<A>(p, [&](int u) { return M(n, u, j, tile, o, v); }));
  const auto square = compute("square", {n, o, tile, p, q, v},
                              rows_of<A>(q, [&](int u) { return back(n, o, tile, p, u, v); }));
  const auto of_pixel = floordiv(h, m) * across + floordiv(w, m);
  const auto blocks =
      compute("blocks", {n, o, h, w, v}, square(n, o, of_pixel, mod(h, m), mod(w, m), v));

  auto s = [&] {
    if constexpr (Out == layout::plain)
      return schedule(plain_of(blocks, of, t.block));
    else
      return schedule(blocks);
  }();
  s[taken].compute_inline();
  s[square].compute_inline();
  stage_schedule b = s[blocks];
  const index_t slab = t.slab * m;
  axis slabs, row = h;
  if constexpr (Out == layout::plain) {
    slabs = store_plain(s, t.block, slab);
    b.compute_at(s, slabs);
  } else {
    const auto [outer, inner] = b.split(h, slab, tail::cut);
    slabs = outer;
    row = inner;
  }
  const auto [groups, filter] = b.split(o, t.filters);
  const auto [ht, hi] = b.split(row, m);
  const auto [wt, wi] = b.split(w, m, tail::cut);
  if constexpr (Out == layout::plain)
    b.reorder(n, groups, filter, ht, wt, hi, wi, v);
  else
    b.reorder(n, slabs, groups, filter, ht, wt, hi, wi, v);
  b.unroll(hi).unroll(wi).vectorize(v);
  s[back].compute_at(b, wt).reorder(j, p, v).unroll(p).unroll(j).vectorize(v);

  stage_schedule product = s[M];
  product.compute_at(b, groups);
  const auto [tiles, of_tile] = product.split(tile, t.rows, tail::cut);
  const auto [panel, vectors] = product.split(o, t.vectors);
  product.reorder(n, i, j, panel, tiles, c, d, of_tile, vectors, v);
  product.cache_write(tiles).unroll(d, 4).unroll(of_tile).unroll(vectors).vectorize(v);
  if (t.streams) product.prefetch(U, c, 8);

  // What is read before the slab's products: made where the slab is, by whoever stores y.
  const auto at_slab = [&](stage_schedule stage) {
    if constexpr (Out == layout::plain)
      stage.compute_at(s, slabs);
    else
      stage.compute_at(b, slabs);
  };
  // Planes of V and M that lie a multiple of a page apart would share few sets of the first cache.
  const index_t page = 4096 / size_of(element_of<T>), line = 64 / size_of(element_of<T>);
  at_slab(s[V]);
  s[V].reorder(n, tile, k, i, j, l).unroll(i).unroll(j).vectorize(l).storage_align(2, page, line);
  product.storage_align(2, page, line);
  s[half].compute_at(V, k).reorder(i, e, l).unroll(i).unroll(e).vectorize(l);
  at_slab(s[zeros]);
  if constexpr (In == layout::plain) {
    at_slab(s[framed]);
    const auto [zo, zi] = s[framed].split(z, t.block, tail::cut);
    s[framed].reorder(n, k, y, zo, zi, l).unroll(zi).vectorize(l);
    s[zeros].vectorize(s[zeros].split(s[zeros].dimension(3), t.block).inner);
  } else {
    s[zeros].vectorize(s[zeros].dimension(4));
  }
  return s;
}

}  // namespace tenon::inline TENON_ABI::op
