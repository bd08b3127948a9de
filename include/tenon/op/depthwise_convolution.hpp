// A convolution of each channel by a filter of its own (ONNX Conv with as many groups as channels),
// by tiles of rows and columns that stay in registers.
//
//   for n: for c.o: for h.o                     blocks of channels, or channels; slabs of rows
//     padded = the slab
//     for h.i: for w.o
//       unrolled r: unrolled q: unrolled rows, columns: vector: W += padded · weights
//       y = W
//
// Lanes are the channels of a block, or neighbours in a row where activations are plain. Weights
// are (c / b, r, q, b) for blocks, packed ahead, and (c, 1, r, q) as they are for plain
// activations.
#pragma once

#include <tenon/op/direct_convolution.hpp>

namespace tenon::inline TENON_ABI::op {

/// Tiles of a depthwise convolution.
struct depthwise_tiles {
  index_t block;    ///< lanes of a vector
  index_t rows;     ///< of the register tile
  index_t columns;  ///< of it: pixels, or one vector of them where activations are plain
  index_t slab;     ///< rows of the output that are read from a padded copy at a time
};

/// Tiles from sizes and target alone: a tile of rows shares what it reads.
constexpr depthwise_tiles choose_depthwise_tiles(const target& machine, element type,
                                                 const conv2d_sizes& of, layout in) {
  depthwise_tiles t{};
  t.block = machine.lanes(type);
  const index_t most = machine.registers > 16 ? 16 : 8, height = of.out_rows(),
                width = of.out_columns();
  t.rows = even_part(height, in == layout::plain ? most : 2, 1);
  t.columns = in == layout::plain ? 1 : even_part(width, most / t.rows, 1);
  const index_t line =
      (in == layout::plain ? 1 : t.block) * (of.columns + of.by.before[1] + of.by.after[1]);
  const index_t read = line * size_of(type) * of.by.stride[0];
  const index_t held = machine.l1_bytes / (read < 1 ? 1 : read);
  const index_t tiles = whole_part(ceil_div(height, t.rows), held / t.rows);
  t.slab = tiles * t.rows;
  return t;
}

/// The weights of a depthwise convolution of blocked activations, from (c, 1, r, q).
template <element_type T>
constexpr schedule pack_depthwise_weights(const context& on, const conv2d_sizes& of) {
  const index_t block = on.machine.lanes(element_of<T>);
  const auto W = input<T>("w", of.channels, 1, of.kernel_rows, of.kernel_columns);
  const axis c("c", ceil_div(of.channels, block)), r("r", of.kernel_rows),
      q("q", of.kernel_columns), v("v", block);
  const auto channel = c * block + v;
  return schedule(
      compute("packed", {c, r, q, v}, select(channel < of.channels, W(channel, 0, r, q), T(0))));
}

/// The depthwise convolution of x by weights: y, both in one layout.
template <element_type T, layout In>
constexpr schedule depthwise_convolution(const conv2d_sizes& of, const depthwise_tiles& t,
                                         here at = here::current()) {
  const auto x = activations<T, In>(of, t.block, at.line());
  const bool copies = of.by.is_padded();
  auto from = x;
  if (copies) {
    from = padded(x, of, of.rows + of.by.before[0] + of.by.after[0],
                  of.columns + of.by.before[1] + of.by.after[1], 1);
  }
  const axis n("n", of.n), c("c", x.size(1)), h("h", of.out_rows()), w("w", of.out_columns()),
      v("v", t.block);
  const axis r("r", of.kernel_rows), q("q", of.kernel_columns);
  const auto y = h * of.by.stride[0] + r * of.by.dilation[0];
  const auto z = w * of.by.stride[1] + q * of.by.dilation[1];
  const auto result = [&] {
    if constexpr (In == layout::plain) {
      const auto W = input<T>("w", of.channels, 1, of.kernel_rows, of.kernel_columns);
      return compute("y", {n, c, h, w}, sum(from(n, c, y, z) * W(c, 0, r, q), r, q));
    } else {
      const auto W = input<T>("w", x.size(1), of.kernel_rows, of.kernel_columns, t.block);
      return compute("y", {n, c, h, w, v}, sum(from(n, c, y, z, v) * W(c, r, q, v), r, q));
    }
  }();

  auto s = schedule(result);
  const auto [slabs, row] = s.split(h, t.slab, tail::cut);
  const auto [tiles, rows] = s.split(row, t.rows, tail::cut);
  if constexpr (In == layout::plain) {
    // The last vector of a row overlaps the one before it.
    const tail at_end = of.out_columns() < t.block ? tail::cut : tail::shift;
    const auto [across, lanes] = s.split(w, t.block, at_end);
    s.reorder(n, c, slabs, tiles, across, r, q, rows, lanes).cache_write(across).vectorize(lanes);
  } else {
    const auto [across, columns] = s.split(w, t.columns, tail::cut);
    s.reorder(n, c, slabs, tiles, across, r, q, rows, columns, v).cache_write(across);
    s.unroll(columns).vectorize(v);
  }
  s.unroll(q).unroll(rows);
  // Rows of the kernel share what they read if they are spelled out; large ones are too long for
  // that.
  if (of.kernel_rows * of.kernel_columns * t.rows * t.columns <= 256) s.unroll(r);
  if (copies) {
    stage_schedule zeros = s[from];
    zeros.compute_at(s, slabs);
    if constexpr (In == layout::plain)
      zeros.vectorize(zeros.split(zeros.dimension(3), t.block).inner);
    else
      zeros.vectorize(zeros.dimension(4));
  }
  return s;
}

/// The same by the tiles that sizes and target choose.
template <element_type T, layout In>
constexpr schedule depthwise_convolution(const context& on, const conv2d_sizes& of,
                                         here at = here::current()) {
  const depthwise_tiles t = choose_depthwise_tiles(on.machine, element_of<T>, of, In);
  return depthwise_convolution<T, In>(of, t, at);
}

}  // namespace tenon::inline TENON_ABI::op
