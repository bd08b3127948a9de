// A convolution as it is defined, by tiles of pixels and filters that stay in registers.
//
//   for n: for h.o                              a slab of rows
//     for c.o                                   a few blocks of channels: their weights fit the
//     first cache
//       padded = their part of the slab
//       for o.o: for h.i: for w.o
//         W = 0, or what y holds
//         for c.i: for r: for q: for channels of the block
//           unrolled w.i: unrolled o.i: vector: W += padded · weights
//         y = W
//
// Weights are packed ahead: (o / (g·b), c / d, r, q, d, g·b), b lanes of filters, g vectors, d
// channels.
#pragma once

#include <array>

#include <tenon/hardware/contraction.hpp>
#include <tenon/kernel/describe.hpp>
#include <tenon/op/activation.hpp>
#include <tenon/schedule/schedule.hpp>

namespace tenon::inline TENON_ABI::op {

/// Tiles of a direct convolution.
struct direct_tiles {
  index_t block;    ///< filters of a vector, and channels of a block of blocked activations
  index_t depth;    ///< channels of a block of weights
  index_t vectors;  ///< of filters in the register tile, and in a panel of weights
  index_t pixels;   ///< of a row in the register tile
  index_t blocks;   ///< of channels before the next filters are taken
  index_t slab;     ///< rows of the output before the next channels are taken

  constexpr index_t panel() const { return vectors * block; }
  /// Extents of the packed weights.
  constexpr std::array<index_t, 6> weights(const conv2d_sizes& of) const {
    return {ceil_div(of.filters, panel()),
            ceil_div(of.channels, depth),
            of.kernel_rows,
            of.kernel_columns,
            depth,
            panel()};
  }
};

/// Rows of a register tile of `vectors`, of which there are `count` to cover: as many as there are
/// registers for, in even parts, so that the last is not much lower than the others.
constexpr index_t tile_rows(const target& machine, index_t vectors, index_t count) {
  const index_t spare = machine.registers > 16 ? 3 : 1;
  const index_t most = (machine.registers - spare - vectors - 1) / vectors;
  return even_part(count, most < 1 ? 1 : most, 1);
}

/// A part of n of at most `most`: the greatest that divides n, if that is not less than half of
/// what even parts are, as the loops then end without a part of their own.
constexpr index_t whole_part(index_t n, index_t most) {
  const index_t even = even_part(n, most < 1 ? 1 : most, 1);
  for (index_t part = even; part * 2 >= even && part > 0; --part) {
    if (n % part == 0) return part;
  }
  return even;
}

/// Tiles from sizes and target alone.
constexpr direct_tiles choose_direct_tiles(const target& machine, element type,
                                           const conv2d_sizes& of) {
  const index_t size = size_of(type);
  direct_tiles t{};
  t.block = machine.lanes(type);
  t.depth = of.channels < t.block ? (of.channels < 1 ? 1 : of.channels) : t.block;
  t.vectors = of.filters > t.block ? 2 : 1;
  t.pixels = tile_rows(machine, t.vectors, of.out_columns());
  // Of a pass, the weights that a tile reads take half of the first cache.
  const index_t weights = of.kernel_rows * of.kernel_columns * t.depth * t.panel() * size;
  const index_t held = machine.l1_bytes / 2 / (weights < 1 ? 1 : weights),
                blocks = ceil_div(of.channels, t.depth);
  t.blocks = whole_part(blocks, held);
  // What all filters read of a slab stays in the second cache, and what they add to if there are
  // passes.
  const index_t read =
      t.blocks * t.depth * of.by.stride[0] * (of.columns + of.by.before[1] + of.by.after[1]);
  const index_t written = t.blocks < blocks ? of.filters * of.out_columns() : 0;
  const index_t row = (read + written) * size, rows = machine.l2_bytes / 2 / (row < 1 ? 1 : row);
  t.slab = whole_part(of.out_rows(), rows);
  return t;
}

/// The weights of a direct convolution, from (o, c, r, q) to where its kernel reads them.
template <element_type T>
constexpr schedule pack_direct_weights(const context& on, const conv2d_sizes& of) {
  const direct_tiles t = choose_direct_tiles(on.machine, element_of<T>, of);
  const auto W = input<T>("w", of.filters, of.channels, of.kernel_rows, of.kernel_columns);
  const axis p("p", ceil_div(of.filters, t.panel())), c("c", ceil_div(of.channels, t.depth));
  const axis r("r", of.kernel_rows), q("q", of.kernel_columns), d("d", t.depth), f("f", t.panel());
  const auto filter = p * t.panel() + f;
  const auto channel = c * t.depth + d;
  return schedule(compute(
      "packed", {p, c, r, q, d, f},
      select(filter < of.filters && channel < of.channels, W(filter, channel, r, q), T(0))));
}

/// The convolution of x by packed weights: y, each in its layout.
template <element_type T, layout In, layout Out>
constexpr schedule direct_convolution(const context& on, const conv2d_sizes& of) {
  const direct_tiles t = choose_direct_tiles(on.machine, element_of<T>, of);
  const index_t channels = ceil_div(of.channels, t.depth), panels = ceil_div(of.filters, t.panel());
  const auto x = activations<T, In>("x", of.n, of.channels, of.rows, of.columns, t.block);
  const auto W =
      input<T>("w", panels, channels, of.kernel_rows, of.kernel_columns, t.depth, t.panel());
  const index_t rows = of.rows + of.by.before[0] + of.by.after[0];
  const index_t columns = of.columns + of.by.before[1] + of.by.after[1];
  const bool copies = of.by.is_padded() || (In == layout::plain && of.channels % t.depth != 0);
  auto from = x;
  if (copies) from = padded(x, of, rows, columns, t.depth);

  const axis n("n", of.n), o("o", ceil_div(of.filters, t.block)), h("h", of.out_rows()),
      w("w", of.out_columns());
  const axis v("v", t.block), c("c", channels), r("r", of.kernel_rows), q("q", of.kernel_columns),
      d("d", t.depth);
  const auto y = h * of.by.stride[0] + r * of.by.dilation[0];
  const auto z = w * of.by.stride[1] + q * of.by.dilation[1];
  const auto element = [&] {
    if constexpr (In == layout::plain)
      return from(n, c * t.depth + d, y, z);
    else
      return from(n, c, y, z, d);
  };
  const auto weight = W(floordiv(o, t.vectors), c, r, q, d, mod(o, t.vectors) * t.block + v);
  const auto blocks = compute("blocks", {n, o, h, w, v}, sum(element() * weight, c, r, q, d));

  auto s = [&] {
    if constexpr (Out == layout::plain)
      return schedule(plain_of(blocks, of, t.block));
    else
      return schedule(blocks);
  }();
  stage_schedule b = s[blocks];
  axis slabs;
  if constexpr (Out == layout::plain) slabs = store_plain(s, t.block, t.slab);
  axis row = h;
  if constexpr (Out == layout::plain) {
    b.compute_at(s, slabs);
  } else {
    const auto [outer, inner] = b.split(h, t.slab, tail::cut);
    slabs = outer;
    row = inner;
  }
  const auto [passes, channel] = b.split(c, t.blocks, tail::cut);
  const auto [panel, filters] = b.split(o, t.vectors, tail::cut);
  const auto [tiles, pixels] = b.split(w, t.pixels, tail::cut);
  if constexpr (Out == layout::plain)
    b.reorder(n, passes, panel, row, tiles, channel, r, q, d, pixels, filters, v);
  else
    b.reorder(n, slabs, passes, panel, row, tiles, channel, r, q, d, pixels, filters, v);
  b.cache_write(tiles).unroll(d, 4).unroll(pixels).unroll(filters).vectorize(v);
  if (copies) {
    stage_schedule zeros = s[from];
    zeros.compute_at(b, passes);
    if constexpr (In == layout::blocked)
      zeros.vectorize(zeros.dimension(4));
    else
      zeros.vectorize(zeros.split(zeros.dimension(3), t.block).inner);
  }
  return s;
}

}  // namespace tenon::inline TENON_ABI::op
