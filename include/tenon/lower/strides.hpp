// Strides: how far apart the elements of a buffer lie, dimension by dimension.
#pragma once

#include <tenon/lower/window.hpp>

namespace tenon::inline TENON_ABI::lower {

/// A buffer without extents, strides or a place.
constexpr ir::buffer make_buffer(const name& label, element type, int rank) {
  ir::buffer b{};
  b.label = label;
  b.type = type;
  b.rank = static_cast<std::uint8_t>(rank);
  b.argument = -1;
  b.alignment = size_of(type);
  return b;
}

/// A form that a buffer may have as a stride: constant, or one variable of the prologue.
constexpr affine as_stride(context& c, const affine& form, const name& label) {
  if (form.is_constant() || form.is_variable()) return form;
  ir::variable v = make_let(label, ir::let_operation::affine, form, affine{});
  v.has_lower = true;
  return make_variable(add_let(c, everywhere, v));
}

/// The least stride of at least `size` that an alignment allows.
constexpr affine aligned_stride(context& c, const affine& size, schedule_room::alignment to, const name& label) {
  if (to.factor == 0) return size;
  return ceil_div_form(c, everywhere, size - to.offset, to.factor, label) * to.factor + to.offset;
}

/// The parts of a stage's layout, from outermost to innermost.
constexpr schedule_room::stored_parts layout_of(const stage& on) {
  if (!on.layout.empty()) return on.layout;
  schedule_room::stored_parts r;
  for (int d = 0; d < on.body->rank; ++d) r.push({d, 1, 0});
  return r;
}

/// How many blocks of `divisor` elements a dimension is folded to: a power of two of blocks in which as
/// many neighbours have places as in `fold` elements. 0: not folded.
constexpr index_t folded_blocks(index_t fold, index_t divisor) {
  if (fold == 0) return 0;
  index_t blocks = 1;
  while (blocks < ceil_div(fold, divisor)) blocks *= 2;
  return blocks;
}

/// How the strides of a buffer's dimensions are rounded.
using alignments = schedule_room::alignment[ir::max_rank];

/// Row-major strides and the size of a buffer whose extents (and folds) are set.
constexpr void set_strides(context& c, ir::buffer& b, const alignments& aligned = {}) {
  affine size = make_affine(1);
  for (int d = b.rank - 1; d >= 0; --d) {
    size = aligned_stride(c, size, aligned[d], b.label);
    b.strides[d] = as_stride(c, size, b.label);
    size = product_form(c, everywhere, size, b.folds[d] != 0 ? make_affine(b.folds[d]) : b.extents[d], b.label);
    if (size.broken) c.problem.record(rule::index_overflow, c.p.buffers.size(), d, 0);
  }
  b.size = size;
}

/// Sets the rows of a buffer an odd number of cache lines apart, where they are long enough for that
/// to cost at most an eighth: each then begins with whole vectors, and rows that are read together
/// don't push each other out of the same sets of a cache.
constexpr void spread_rows(context& c, ir::buffer& b) {
  const index_t line = 64 / size_of(b.type);
  if (b.rank < 2 || !b.extents[b.rank - 1].is_constant() || b.extents[b.rank - 1].constant < 8 * line) return;
  alignments odd = {};
  odd[b.rank - 2] = {2 * line, line};
  set_strides(c, b, odd);
}

}  // namespace tenon::inline TENON_ABI::lower
