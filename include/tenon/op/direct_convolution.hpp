// A convolution as it is defined, by tiles of pixels and filters that stay in registers.
//
//   for n: for h.o                     a slab of rows
//     for c.o                          blocks of channels whose weights fit the first cache
//       padded = their part of the slab
//       for o.o: for h.i: for p.o      tiles of a line of pixels
//         W = 0, or what lines hold
//         for c.i: for r: for q: for channels of the block
//           unrolled p.i: unrolled o.i: vector: W += padded · weights
//         lines = W
//     y = lines                        where these aren't y themselves
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
  index_t terms;    ///< channels that are spelled out
  bool flat;        ///< pixels are numbered through all rows, which are one slab

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

/// Half cycles that `count` pixels of a line take in tiles of `pixels`: at least ten products in
/// flight cover each other's latency.
constexpr index_t line_cost(index_t count, index_t pixels, index_t vectors) {
  const auto tile = [&](index_t rows) {
    return rows * vectors < 10 && rows > 0 ? 10 : rows * vectors;
  };
  return count / pixels * tile(pixels) + tile(count % pixels);
}

/// Pixels of a tile, at least half as many as there are registers for, in which a line takes least.
constexpr index_t best_pixels(const target& machine, index_t vectors, index_t count) {
  const index_t held = tile_rows(machine, vectors, 1 << 20), most = count < held ? count : held;
  index_t best = most;
  for (index_t pixels = most; pixels * 2 > most; --pixels) {
    if (line_cost(count, pixels, vectors) < line_cost(count, best, vectors)) best = pixels;
  }
  return best;
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
  // Of a pass, the weights that a tile reads take most of the first cache.
  const index_t weights = of.kernel_rows * of.kernel_columns * t.depth * t.panel() * size;
  const index_t held = machine.l1_bytes / 4 * 3 / (weights < 1 ? 1 : weights),
                blocks = ceil_div(of.channels, t.depth);
  t.blocks = whole_part(blocks, held);
  // What all filters read of a slab stays in the second cache, and what they add to if there are
  // passes.
  const index_t read =
      t.blocks * t.depth * of.by.stride[0] * (of.columns + of.by.before[1] + of.by.after[1]);
  const index_t written = t.blocks < blocks ? of.filters * of.out_columns() : 0;
  const index_t row = (read + written) * size, rows = machine.l2_bytes / 2 / (row < 1 ? 1 : row);
  t.slab = whole_part(of.out_rows(), rows);
  // Rows too short for tiles are taken together: a tile then knows the place of each of its pixels.
  const index_t all = of.out_rows() * of.out_columns();
  const index_t longest = best_pixels(machine, t.vectors, all);
  const index_t in_rows = of.out_rows() * line_cost(of.out_columns(), t.pixels, t.vectors);
  t.flat = t.slab == of.out_rows() && line_cost(all, longest, t.vectors) * 10 < in_rows * 9;
  if (t.flat) t.pixels = longest;
  t.terms = t.pixels * t.vectors > 12 ? 4 : 8;  // about a hundred products a round of the loop
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

/// The convolution of x by packed weights, by tiles that someone chose: y, each in its layout.
template <element_type T, layout In, layout Out>
constexpr schedule direct_convolution(const conv2d_sizes& of, const direct_tiles& t,
                                      here at = here::current()) {
  const index_t channels = ceil_div(of.channels, t.depth), panels = ceil_div(of.filters, t.panel());
  const auto x = activations<T, In>(of, t.block, at.line());
  const auto W =
      input<T>("w", panels, channels, of.kernel_rows, of.kernel_columns, t.depth, t.panel());
  const index_t rows = of.rows + of.by.before[0] + of.by.after[0];
  const index_t columns = of.columns + of.by.before[1] + of.by.after[1];
  const bool copies = of.by.is_padded() || (In == layout::plain && of.channels % t.depth != 0);
  auto from = x;
  if (copies) from = padded(x, of, rows, columns, t.depth);

  // A line of pixels is a row, or all of them.
  const index_t height = of.out_rows(), width = of.out_columns();
  const axis n("n", of.n), o("o", ceil_div(of.filters, t.block)), v("v", t.block);
  const axis h("h", t.flat ? 1 : height), p("p", t.flat ? height * width : width);
  const axis c("c", channels), r("r", of.kernel_rows), q("q", of.kernel_columns), d("d", t.depth);
  const quotient_form row = t.flat ? floordiv(p, width) : quotient_form(h);
  const quotient_form column = t.flat ? mod(p, width) : quotient_form(p);
  const auto y = row * of.by.stride[0] + r * of.by.dilation[0];
  const auto z = column * of.by.stride[1] + q * of.by.dilation[1];
  const auto element = [&] {
    if constexpr (In == layout::plain)
      return from(n, c * t.depth + d, y, z);
    else
      return from(n, c, y, z, d);
  };
  const auto weight = W(floordiv(o, t.vectors), c, r, q, d, mod(o, t.vectors) * t.block + v);
  const auto lines = compute("lines", {n, o, h, p, v}, sum(element() * weight, c, r, q, d));

  auto s = [&] {
    if constexpr (Out == layout::plain)
      return schedule(plain_of(lines, of, t.block, t.flat));
    else
      return t.flat ? schedule(rows_of_line(lines, of)) : schedule(lines);
  }();
  stage_schedule b = s[lines];
  axis line = h;
  if (Out == layout::plain) {
    b.compute_at(s, store_plain(s, t.block, t.slab));
  } else if (t.flat) {
    s.vectorize(s.dimension(4));
    b.compute_at(s, s.dimension(0));
  } else {
    const auto [slabs, inner] = b.split(h, t.slab, tail::cut);
    b.reorder(n, slabs, o, inner);
    line = inner;
  }
  const auto [passes, channel] = b.split(c, t.blocks, tail::cut);
  const auto [panel, filters] = b.split(o, t.vectors, tail::cut);
  const auto [tiles, pixels] = b.split(p, t.pixels, tail::cut);
  b.reorder(passes, panel, line, tiles, channel, r, q, d, pixels, filters, v);
  b.cache_write(tiles).unroll(d, t.terms).unroll(pixels).unroll(filters).vectorize(v);
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

/// The same by the tiles that sizes and target choose.
template <element_type T, layout In, layout Out>
constexpr schedule direct_convolution(const context& on, const conv2d_sizes& of,
                                      here at = here::current()) {
  return direct_convolution<T, In, Out>(of, choose_direct_tiles(on.machine, element_of<T>, of), at);
}

}  // namespace tenon::inline TENON_ABI::op
