// Tensorized loops in general: how far their accesses move in memory, and which store they hold.
#pragma once

#include <tenon/core/checked.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// How far apart in memory the elements are that an access takes as a variable goes up by one.
struct step {
  bool known;  ///< constant: no stride that is known at run time only, nothing folded
  index_t elements;
};
constexpr step step_of(const program& p, int buffer, int first, var_id v) {
  const ir::buffer& b = p.buffers[buffer];
  step s{true, 0};
  for (int d = 0; d < b.rank; ++d) {
    const index_t factor = p.forms[first + d].factor_of(v);
    if (factor == 0) continue;
    if (b.folds[d] != 0 || !b.strides[d].is_constant()) return {false, 0};
    bool broken = false;
    s.elements =
        checked_add(s.elements, checked_mul(factor, b.strides[d].constant, broken), broken);
    if (broken) return {false, 0};
  }
  return s;
}

/// The loops of a tensorized loop, from the outside in, and the store that they hold.
struct tensor_loops {
  static constexpr int most = 6;
  bool plain;  ///< constant extents, nothing but the loops and one store without conditions
  int count;
  var_id vars[most];
  index_t extents[most];
  int store;
};
constexpr tensor_loops tensor_loops_of(const program& p, int s) {
  tensor_loops all{};
  for (; s >= 0 && p.statements[s].kind == statement_kind::loop; s = p.statements[s].body) {
    const statement& x = p.statements[s];
    const affine& extent = p.forms[x.extent];
    const bool inner = all.count > 0;
    if (all.count == tensor_loops::most || !extent.is_constant() || extent.constant < 1) return all;
    if (inner && (x.loop != loop_kind::serial || x.times > 1 || x.next >= 0)) return all;
    all.vars[all.count] = x.var;
    all.extents[all.count++] = extent.constant;
  }
  if (s < 0 || p.statements[s].kind != statement_kind::store) return all;
  const statement& store = p.statements[s];
  all.store = s;
  all.plain = store.next < 0 && store.group < 0 && store.guards == 0;
  return all;
}

/// An access of a tensorized loop.
struct tensor_operand {
  int buffer;
  int first;  ///< its indices
};

/// Whether an access moves by these numbers of elements with two variables.
constexpr bool steps_by(const program& p, const tensor_operand& x, var_id v, index_t with_v,
                        var_id w, index_t with_w) {
  const step a = step_of(p, x.buffer, x.first, v);
  const step b = step_of(p, x.buffer, x.first, w);
  return a.known && b.known && a.elements == with_v && b.elements == with_w;
}

/// How a tensorized loop reads what its store's place holds.
enum class held : std::uint8_t {
  otherwise,  ///< it doesn't
  always,     ///< a result is added to
  begun,      ///< a sum begins: not in the first iteration of the loops that don't move the place
};
constexpr held held_by(const program& p, const tensor_loops& loops, const expression& load) {
  const statement& store = p.statements[loops.store];
  if (load.op != operation::load || load.buffer != store.buffer || load.guards > 1)
    return held::otherwise;
  const int rank = p.buffers[store.buffer].rank;
  for (int d = 0; d < rank; ++d) {
    if (!(p.forms[store.first + d] == p.forms[load.first + d])) return held::otherwise;
  }
  if (load.guards == 0) return held::always;
  affine later = make_affine(-1);
  for (int i = 0; i < loops.count; ++i) {
    bool moves = false;
    for (int d = 0; d < rank; ++d)
      moves = moves || p.forms[store.first + d].factor_of(loops.vars[i]) != 0;
    if (!moves) later = later + make_variable(loops.vars[i]);
  }
  return p.forms[load.guard] == later ? held::begun : held::otherwise;
}

}  // namespace tenon::inline TENON_ABI::ir
