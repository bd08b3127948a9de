// A product of bytes, C(i, j) = Σ A(i, r) · B(r, j) in int32, cut to a machine's dot products:
// tiles of C that stay in registers, and panels of B in words of four rows. From sizes and target
// alone.
//
//   for j.o                                    columns of a panel
//     for r.o                                  terms of a panel
//       B.c = a panel of B, interleaved by words
//       for i.o                                tiles
//         W = 0, or what C holds
//         for r.i: unrolled i.i, j.i.o: W += dot_u8s8(A, B.c)
//         C = W
#pragma once

#include <tenon/hardware/intrinsics/dot.hpp>
#include <tenon/hardware/intrinsics/interleave.hpp>
#include <tenon/hardware/tile_contraction.hpp>

namespace tenon::inline TENON_ABI {

/// Terms that one dot product adds up.
inline constexpr index_t dot_terms = 4;

/// Tiles of a product of bytes, in elements.
struct dot_tiles {
  index_t lanes;    ///< of a register
  index_t rows;     ///< of the register tile
  index_t columns;  ///< of the register tile and of a panel: whole registers
  index_t depth;    ///< terms of a panel
};

/// The tiles of a product of bytes. A register tile costs what one of floats costs: a dot product
/// has the latency and the throughput of a product of floats; where it takes several instructions,
/// the tile with the fewest loads is the same. A panel fills half of the second cache at most: more
/// terms in it mean fewer visits of C, and its words stream faster than they are used.
constexpr dot_tiles choose_dot_tiles(const target& machine, const contraction_sizes& sizes) {
  const index_t lanes = dot_lanes(machine);
  contraction_sizes typical = sizes;
  if (sizes.m < 0) typical.m = 840;  // a multiple of every small number of rows
  if (sizes.n < 0) typical.n = 60 * lanes;
  contraction_tiles tile{lanes, 1, lanes, 0, 0, lanes, false, false, false};
  choose_register_tile(machine, lanes, typical, tile);
  const index_t held = machine.l2_bytes / 2 / tile.columns;
  const index_t depth =
      sizes.k < 0 ? held / dot_terms * dot_terms : even_part(sizes.k, held, dot_terms);
  return {lanes, tile.rows, tile.columns, depth < dot_terms ? dot_terms : depth};
}

/// The loops of stage `c`, which computes the product `of` of uint8 (left) and int8 (right). Where
/// tiles don't divide the sizes, rows and terms that remain run in loops, columns in padded panels.
template <class Left, class Right>
constexpr void tile_dot(schedule& s, stage_schedule c, const contraction<Left, Right>& of,
                        const dot_tiles& t) {
  const auto [io, ii] = c.split(of.i, t.rows, tail::cut);
  const auto [jo, jb] = c.split(of.j, t.columns, tail::cut);
  const auto [jv, jl] = c.split(jb, t.lanes);
  const auto [ro, rb] = c.split(of.r, t.depth, tail::cut);
  const auto [rw, rt] = c.split(rb, dot_terms, tail::cut);
  c.reorder(jo, ro, io, rw, ii, jv, jl, rt)
      .cache_write(io)
      .unroll(ii)
      .unroll(jv)
      .tensorize(jl, dot_u8s8(t.lanes));
  auto words = s.cache_read(of.b, c);
  words.pack(0, dot_terms).pad(1).compute_at(c, ro);
  const auto [ko, ki] = words.split(words.dimension(0), dot_terms, tail::cut);
  const auto [no, ni] = words.split(words.dimension(1), 16, tail::cut);
  words.reorder(ko, no, ni, ki).tensorize(ni, interleave<std::int8_t>());
}

}  // namespace tenon::inline TENON_ABI
