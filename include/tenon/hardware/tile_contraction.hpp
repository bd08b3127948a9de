// The loops of a contraction whose tiles were chosen: blocks of B packed into panels, tiles of C in
// registers, and what stands around them.
//
//   for j.o                                    columns of a block; the caller's, for an epilogue
//     for r.o                                  (these two change places when A is packed)
//       B.c = a block of B, in panels as wide as the tile; where it pays, else B as it is stored
//       for i.o: for j.i.o                     tiles
//         W = 0, or what C holds
//         for r.i: unrolled i.i: vector j.i.i: W += A · B.c
//         C = W
#pragma once

#include <tenon/hardware/contraction.hpp>
#include <tenon/schedule/schedule.hpp>

namespace tenon::inline TENON_ABI {

/// A contraction C(i, j) ⊕= Σ A(i, r) · B(r, j) as its schedule sees it: the tensors of rank 2 and
/// which of their dimensions is i, or j; the other one is r.
template <class Left, class Right>
struct contraction {
  axis i, j, r;
  const Left& a;
  int a_rows;
  const Right& b;
  int b_columns;
};
template <class Left, class Right>
contraction(axis, axis, axis, const Left&, int, const Right&, int) -> contraction<Left, Right>;

/// The sizes and the layout of a contraction, as far as they are known where it is described.
template <class Left, class Right>
constexpr contraction_sizes sizes_of(const contraction<Left, Right>& of) {
  const auto known = [](const axis& a) {
    return a.range.is_constant() ? a.range.form.constant : -1;
  };
  return {known(of.i), known(of.j), known(of.r), of.a_rows == 1, of.b_columns == 0};
}

/// Copies an operand into panels of `group` elements of dimension `kept`, the panels of a part
/// of C's loops inside of `loop`.
template <class Tensor>
constexpr void pack_panels(schedule& s, const Tensor& operand, int kept, index_t group,
                           index_t lanes, stage_schedule c, const axis& loop) {
  auto panels = s.cache_read(operand, c);
  panels.pack(kept, group).pad(kept).compute_at(c, loop);
  const auto [po, pi] = panels.split(panels.dimension(kept), group);
  const axis terms = panels.dimension(1 - kept);
  if (kept == 0) {
    // Rows of the operand become columns of a panel, as many at a time as a register has lanes.
    const auto [to, ti] = panels.split(terms, lanes, tail::cut);
    panels.reorder(po, to, ti, pi).unroll(ti);
  } else {
    // A few rows at a time: their lines are read from front to back while their pages are at hand.
    const auto [to, ti] = panels.split(terms, 8, tail::cut);
    panels.reorder(to, po, ti, pi);
  }
  panels.vectorize(pi);
}

/// Tiles stage `c`, which computes the contraction `of`; where a consumer takes it in blocks, it is
/// computed at one of them.
template <class Left, class Right>
constexpr void tile_contraction(schedule& s, stage_schedule c, const contraction<Left, Right>& of,
                                const contraction_tiles& t) {
  const auto [io, ii] = c.split(of.i, t.rows, tail::cut);
  const auto [ro, ri] = c.split(of.r, t.depth, tail::cut);
  axis block = ro;  // inside of which a block of B is packed
  if (t.in_blocks) {
    const auto [jo, ji] = c.split(of.j, t.columns, tail::cut);
    c.reorder(ro, io, jo, ri, ii, ji).cache_write(jo).vectorize(ji);
  } else {
    const auto [jc, jb] = c.split(of.j, t.width, tail::cut);
    const auto [jo, ji] = c.split(jb, t.columns, tail::cut);
    if (t.pack_rows) block = jc;
    if (t.pack_rows)
      c.reorder(ro, jc, io, jo, ri, ii, ji);
    else
      c.reorder(jc, ro, io, jo, ri, ii, ji);
    c.cache_write(jo).vectorize(ji);
  }
  c.unroll(ri, t.terms).unroll(ii);
  if (t.pack_rows) pack_panels(s, of.a, of.a_rows, t.rows, t.lanes, c, ro);
  if (t.pack) pack_panels(s, of.b, of.b_columns, t.columns, t.lanes, c, block);
}

}  // namespace tenon::inline TENON_ABI
