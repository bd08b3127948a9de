// A product of bytes, C(i, j) = Σ A(i, r) · B(r, j) in int32, by a machine's dot products: tiles of
// C that stay in registers, and panels of B in words of 32 bits. Sizes and target decide alone.
//
//   for j.o                                    columns of a panel
//     for r.o                                  terms of a panel
//       B.c = a panel of B, rows interleaved   words of four bytes, or of two numbers of 16 bits
//       for i.o                                tiles
//         W = 0, or what C holds
//         for r.i: unrolled i.i, j.i.o: W += dot(A, B.c)
//         C = W
//
// Without VNNI both operands are widened to 16 bits first, A once and B panel by panel: a dot
// product of two terms takes two instructions then, and one of four bytes would take more than
// twice as many.
#pragma once

#include <tenon/hardware/intrinsics/dot.hpp>
#include <tenon/hardware/intrinsics/interleave.hpp>
#include <tenon/hardware/tile_contraction.hpp>

namespace tenon::inline TENON_ABI {

/// Tiles of a product by dot products, in elements.
struct dot_tiles {
  index_t terms;    ///< of a dot product
  index_t lanes;    ///< of a register
  index_t rows;     ///< of the register tile
  index_t columns;  ///< of the register tile and of a panel: whole registers
  index_t depth;    ///< terms of a panel; 0: all of them
};

/// The tiles of a product by dot products of words of `terms` numbers. A register tile is that of a
/// product of floats: the loads are the same, and a dot product has the latency and throughput of a
/// product of floats. A panel holds all terms, as it streams faster than it is used, unless they
/// fill more than half of the second cache: then equal parts of them, with less than a dot
/// product's terms a part left over for loops.
constexpr dot_tiles choose_dot_tiles(const target& machine, const contraction_sizes& sizes,
                                     index_t terms) {
  const index_t lanes = dot_lanes(machine);
  contraction_sizes typical = sizes;
  if (sizes.m < 0) typical.m = 840;  // a multiple of every small number of rows
  if (sizes.n < 0) typical.n = 60 * lanes;
  contraction_tiles tile{lanes, 1, lanes, 0, 0, lanes, false, false, false};
  choose_register_tile(machine, lanes, typical, tile);
  const index_t held = machine.l2_bytes / 2 / tile.columns * terms / 4;  // a word has 4 bytes
  const index_t parts = sizes.k < 0 ? 1 : ceil_div(sizes.k, held);
  const index_t depth = parts > 1 ? sizes.k / parts / terms * terms : 0;
  return {terms, lanes, tile.rows, tile.columns, depth};
}

/// The loops of stage `c`, which computes the product `of`, by `dot`; B's panels by `rows`. Where
/// tiles don't divide the sizes, what remains of rows and terms runs in loops, columns in padded
/// panels. The loop inside of which panels are computed.
template <class Left, class Right>
constexpr axis tile_dot(schedule& s, stage_schedule c, const contraction<Left, Right>& of,
                        const dot_tiles& t, const intrinsic& dot, const intrinsic& rows) {
  const auto [io, ii] = c.split(of.i, t.rows, tail::cut);
  const auto [jo, jb] = c.split(of.j, t.columns, tail::cut);
  const auto [jv, jl] = c.split(jb, t.lanes);
  split_axes parts{jo, of.r};
  if (t.depth > 0) parts = c.split(of.r, t.depth, tail::cut);
  const auto [panel, terms] = parts;
  const auto [rw, rt] = c.split(terms, t.terms, t.depth > 0 ? tail::guard : tail::cut);
  c.reorder(jo, io, rw, ii, jv, jl, rt);
  if (t.depth > 0) c.reorder(jo, panel, io, rw);
  c.cache_write(io).unroll(ii).unroll(jv).tensorize(jl, dot);
  auto words = s.cache_read(of.b, c);
  words.pack(0, t.terms).pad(1).compute_at(c, panel);
  const auto [ko, ki] = words.split(words.dimension(0), t.terms, tail::cut);
  const auto [no, ni] = words.split(words.dimension(1), 4 * t.terms, tail::cut);
  words.reorder(ko, no, ni, ki).tensorize(ni, rows);
  return panel;
}

/// C(i, j) = Σ A(i, r) · B(r, j) in int32, by dot products of bytes.
constexpr schedule dot_of_bytes(const tensor_of<std::uint8_t, 2>& a,
                                const tensor_of<std::int8_t, 2>& b, const axis& i, const axis& j,
                                const axis& r, const target& machine) {
  const auto C =
      compute("C", {i, j}, sum(cast<std::int32_t>(a(i, r)) * cast<std::int32_t>(b(r, j)), r));
  const contraction of{i, j, r, a, 0, b, 1};
  const dot_tiles t = choose_dot_tiles(machine, sizes_of(of), 4);
  auto s = schedule(C);
  tile_dot(s, s, of, t, dot_u8s8(t.lanes), interleave<std::int8_t>());
  return s;
}

/// The same through numbers of 16 bits.
constexpr schedule dot_of_pairs(const tensor_of<std::uint8_t, 2>& a,
                                const tensor_of<std::int8_t, 2>& b, const axis& i, const axis& j,
                                const axis& r, const target& machine) {
  const auto A = compute("A.wide", {i, r}, cast<std::int16_t>(a(i, r)));
  const auto B = compute("B.wide", {r, j}, cast<std::int16_t>(b(r, j)));
  const auto C =
      compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r));
  const contraction of{i, j, r, A, 0, B, 1};
  const dot_tiles t = choose_dot_tiles(machine, sizes_of(of), 2);
  auto s = schedule(C);
  const axis panel = tile_dot(s, s, of, t, dot_s16(t.lanes), interleave<std::int16_t>());
  const index_t lanes = machine.lanes(element::i16);
  s[A].vectorize(s[A].split(r, lanes, tail::cut).inner);
  s[B].compute_at(s, panel).vectorize(s[B].split(j, lanes, tail::cut).inner);
  return s;
}

/// A product of bytes in int32, C(i, j) = Σ a(i, r) · b(r, j), scheduled for a machine.
constexpr schedule dot_product(const tensor_of<std::uint8_t, 2>& a,
                               const tensor_of<std::int8_t, 2>& b, const axis& i, const axis& j,
                               const axis& r, const target& machine) {
  if (machine.has_dot) return dot_of_bytes(a, b, i, j, r, machine);
  return dot_of_pairs(a, b, i, j, r, machine);
}

/// A product of bfloat16 in float, C(i, j) = Σ a(i, r) · b(r, j), scheduled for a machine by dot
/// products of pairs. What AVX-512 BF16 does with subnormal numbers: intrinsics/dot.hpp.
constexpr schedule dot_product(const tensor_of<bfloat16, 2>& a, const tensor_of<bfloat16, 2>& b,
                               const axis& i, const axis& j, const axis& r, const target& machine) {
  const auto C = compute("C", {i, j}, sum(cast<float>(a(i, r)) * cast<float>(b(r, j)), r));
  const contraction of{i, j, r, a, 0, b, 1};
  const dot_tiles t = choose_dot_tiles(machine, sizes_of(of), 2);
  auto s = schedule(C);
  tile_dot(s, s, of, t, dot_bf16(t.lanes), interleave<bfloat16>());
  return s;
}

}  // namespace tenon::inline TENON_ABI
