// Unrolled loops around vector copies whose lanes lie apart in memory become transposed loops, which
// back ends copy by the block instead of element by element.
//
//   unrolled for (k < 16)                      unrolled for (strip < 2)
//     unrolled for (strip < 2)             →     transposed for (k < 16)
//       vector for (lane < 16)                     vector for (lane < 16)
//         T[k, 16*strip + lane] = A[16*strip + lane, k]
#pragma once

#include <tenon/ir/transposed.hpp>
#include <tenon/lower/leaf.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The statements inside a loop, which what was emitted there consists of.
using pieces = list<std::int32_t, 16>;

constexpr pieces pieces_of(const ir::program& p, int body) {
  pieces all;
  const bool several = p.statements[body].kind == ir::statement_kind::block;
  for (int s = several ? p.statements[body].body : body; s >= 0; s = several ? p.statements[s].next : -1) all.push(s);
  return all;
}

/// What the strips of a piece repeat; the piece itself where it has none.
constexpr int inside_strips(const ir::program& p, int piece) {
  const ir::statement& s = p.statements[piece];
  const bool strips = s.kind == ir::statement_kind::loop && s.loop != ir::loop_kind::vector;
  return strips ? s.body : piece;
}

/// Whether the pieces all copy from one buffer to another, so that they may run in any order, and
/// `column` turns rows of some of them into columns.
constexpr bool has_transposition(const ir::program& p, const pieces& all, var_id column, const affine& extent) {
  bool some = false;
  int from = -1;
  int to = -1;
  for (const std::int32_t piece : all) {
    const int inner = inside_strips(p, piece);
    const int store = ir::is_vector_loop(p, inner) ? p.statements[inner].body : inner;
    if (!ir::is_copy(p, store)) return false;
    const int read = p.expressions[p.statements[store].value].buffer;
    if (from >= 0 && (read != from || p.statements[store].buffer != to)) return false;
    from = read;
    to = p.statements[store].buffer;
    some = some || ir::is_transposition(p, column, extent, inner);
  }
  return some && !all.overflowed;
}

/// The unrolled loop `column` directly around all of a vectorized loop: one loop for each piece of
/// that, inside its strips, transposed where it can be.
constexpr int emit_unrolled(context& c, var_id column, const affine& extent, int body) {
  const pieces all = pieces_of(c.p, body);
  if (!has_transposition(c.p, all, column, extent)) {
    return c.build.loop(column, extent, ir::loop_kind::unrolled, body);
  }
  pieces made;
  for (const std::int32_t piece : all) {
    c.p.statements[piece].next = -1;
    const int inner = inside_strips(c.p, piece);
    if (!ir::is_transposition(c.p, column, extent, inner)) {
      made.push(c.build.loop(column, extent, ir::loop_kind::unrolled, piece));
    } else if (inner == piece) {
      made.push(c.build.loop(column, extent, ir::loop_kind::transposed, piece));
    } else {
      c.p.statements[piece].body = c.build.loop(column, extent, ir::loop_kind::transposed, inner);
      made.push(piece);
    }
  }
  return made.size() == 1 ? made[0] : c.build.block(made);
}

}  // namespace tenon::inline TENON_ABI::lower
