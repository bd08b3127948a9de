// What a transposed loop must hold: for lowering, which makes such loops of unrolled ones, for the
// verifier, and for back ends that must not trust.
//
//   transposed for (column < 8) {       16 rows of 8 neighbours are loaded, one for each lane;
//     vector for (lane < 16) {          their transposition is 8 vectors of 16 lanes
//       T[column, lane] = A[lane, column];
//     }
//   }
#pragma once

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Bytes of the squares that registers of every machine can transpose: the lanes and the columns of
/// a transposed loop come in multiples of them.
inline constexpr index_t transposed_bytes = 16;

/// Whether neighbours along dimension `d` are neighbours in memory.
constexpr bool is_adjacent(const buffer& b, int d) {
  return b.folds[d] == 0 && b.strides[d].is_constant() && b.strides[d].constant == 1;
}

/// Whether some of `count` forms from `first` on use a variable.
constexpr bool mentions(const program& p, int first, int count, var_id v) {
  for (int i = 0; i < count; ++i) {
    if (p.forms[first + i].factor_of(v) != 0) return true;
  }
  return false;
}

/// Whether variable `v` alone moves along one adjacent dimension of an access, step by step.
/// `other` may not move along that dimension, and `v` along no other dimension.
constexpr bool moves_along(const program& p, int buffer, int first, var_id v, var_id other) {
  const ir::buffer& b = p.buffers[buffer];
  int dimensions = 0;
  for (int d = 0; d < b.rank; ++d) {
    const affine& index = p.forms[first + d];
    if (index.factor_of(v) == 0) continue;
    if (index.factor_of(v) != 1 || !is_adjacent(b, d) || index.factor_of(other) != 0) return false;
    ++dimensions;
  }
  return dimensions == 1;
}

/// Whether `v` moves along some dimension whose neighbours lie apart.
constexpr bool moves_apart(const program& p, int buffer, int first, var_id v) {
  const ir::buffer& b = p.buffers[buffer];
  for (int d = 0; d < b.rank; ++d) {
    if (p.forms[first + d].factor_of(v) != 0 && !is_adjacent(b, d)) return true;
  }
  return false;
}

/// Whether `extent` is a positive multiple of the elements in `transposed_bytes`.
constexpr bool fills_blocks(const affine& extent, element e) {
  return extent.is_constant() && extent.constant > 0 &&
         extent.constant % (transposed_bytes / size_of(e)) == 0;
}

/// Whether a statement is one store of an element of another buffer.
constexpr bool is_copy(const program& p, int s) {
  if (s < 0 || p.statements[s].kind != statement_kind::store) return false;
  const statement& store = p.statements[s];
  const expression& load = p.expressions[store.value];
  return store.group == -1 && load.op == operation::load && load.buffer != store.buffer;
}

constexpr bool is_vector_loop(const program& p, int s) {
  return s >= 0 && p.statements[s].kind == statement_kind::loop &&
         p.statements[s].loop == loop_kind::vector;
}

/// Whether a loop of `extent` iterations of `column` around statement `body` may be `transposed`.
/// bool is left out, as loading one is more than copying its byte.
constexpr bool is_transposition(const program& p, var_id column, const affine& extent, int body) {
  if (!is_vector_loop(p, body) || !is_copy(p, p.statements[body].body)) return false;
  const statement& lanes = p.statements[body];
  const statement& store = p.statements[lanes.body];
  const expression& load = p.expressions[store.value];
  if (load.type == element::boolean || !fills_blocks(extent, load.type) ||
      !fills_blocks(p.forms[lanes.extent], load.type)) {
    return false;
  }
  return moves_along(p, store.buffer, store.first, lanes.var, column) &&
         moves_along(p, load.buffer, load.first, column, lanes.var) &&
         moves_apart(p, load.buffer, load.first, lanes.var) &&
         !mentions(p, store.guard, store.guards, column) &&
         !mentions(p, load.guard, load.guards, column);
}

}  // namespace tenon::inline TENON_ABI::ir
