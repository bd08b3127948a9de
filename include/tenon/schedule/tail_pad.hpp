// tail::pad: the last tile of a split runs as a whole, without conditions, into storage as much longer.
//
//   for i in 0 … n                        for i.o in 0 … ⌈n / f⌉
//     T(i) = …                      →       for i.i in 0 … f
//                                             T(i.o · f + i.i) = …     // T has room for ⌈n / f⌉ · f elements
//
// Legal for an axis of the definition, or the outer part of its splits by factors, of a stage that is no
// output and no update: what is added lies in storage of the kernel's own, and no element of a definition
// is made of it. The dimension is padded, as by pad (cache.hpp): beyond the end of their tensors, sources
// that are padded too are read as they are, others are not read and count as zero.
//
//   for r in 0 … n                        for r.o in 0 … ⌈n / f⌉
//     C += A(r) · B(r)              →       for r.i in 0 … f
//                                             C += A(r.o · f + r.i) · B(r.o · f + r.i)
//
// Legal for a reduced axis, of outputs too, where each term that is added is the reducer's identity for
// certain: in a sum of integers, or any(…), a term with a factor that is read at the axis itself and is zero
// beyond the end of its tensor, as inputs are, stages that aren't padded there, and copies of those. In a
// sum of floats the term is such a read itself: a product may underflow to -0, which + 0 would not leave so.
//
// Law: more iterations, and the same value of every element. Bit-preserving.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// The axis that a padded split of loop `l` lengthens; -1: of several, or of a part with others behind it.
constexpr int padded_axis(const stage& on, int l) {
  while (on.loops[l].origin == loop_origin::outer && !on.loops[l].by_parts) l = on.loops[l].parent;
  return on.loops[l].origin == loop_origin::root ? l : -1;
}

/// Whether loop `l` runs beyond its end, in tiles that were padded.
constexpr bool runs_beyond(const stage& on, int l) {
  const int child = on.loops[l].child;
  if (child < 0 || on.loops[child].origin != loop_origin::outer) return false;
  return on.loops[child].at_end == tail::pad || runs_beyond(on, child);
}

/// Whether no more of a stage is computed than its tensor has: outputs and updates are the caller's.
constexpr bool is_whole(const stage& on) {
  return on.is_output || on.body->kind == expr::definition_kind::update;
}

/// Pads the axis of loop `l`; whether it may be.
constexpr bool pad_axis(state& s, int st, int l, std::uint32_t line) {
  stage& on = *s.stages[st];
  const int axis = padded_axis(on, l);
  if (axis < 0) {
    s.problem.record(rule::tail_pad_axis, l, st, line);
  } else if (on.loops[l].reduced) {
    on.padded_sum = true;
  } else if (is_whole(on)) {
    s.problem.record(rule::tail_pad_output, st, 0, line);
  } else {
    on.padded[axis] = true;
  }
  return s.problem.ok();
}

/// Whether elements of a stage beyond the end of dimension `d` are zeros to its readers: those that aren't
/// there, and copies of them.
constexpr bool is_zero_beyond(const state& s, int st, int d) {
  const stage& on = *s.stages[st];
  if (on.where == placement::inlined || on.is_state()) return false;
  if (on.is_input() || !on.padded[d]) return true;
  return on.is_copy && is_zero_beyond(s, on.source_stage[0], d);
}

/// Whether value `v` is +0, or false, for every point beyond the end of an axis.
constexpr bool is_zero_value(const state& s, const stage& on, int v, int axis) {
  const expr::definition& d = *on.body;
  const expr::value& x = d.values[v];
  if (x.kind == expr::value_kind::read) {
    const int from = on.source_stage[x.source];
    for (int k = 0; k < x.count; ++k) {
      const bool ends = s.stages[from]->body->shape[k] == d.axes[axis].range && d.axes[axis].divisor == 1;
      const bool at_axis = d.forms[x.first + k] == ir::make_variable(axis_base + axis);
      if (ends && at_axis && is_zero_beyond(s, from, k)) return true;
    }
    return false;
  }
  if (x.kind != expr::value_kind::operation) return false;
  if (x.op == ir::operation::cast) return is_zero_value(s, on, x.a, axis);
  const bool takes = x.op == ir::operation::logical_and || (x.op == ir::operation::multiply && !is_float(x.type));
  return takes && (is_zero_value(s, on, x.a, axis) || is_zero_value(s, on, x.b, axis));
}

/// Whether a reduction keeps what it has when a zero comes in.
constexpr bool keeps_beside_zero(const expr::definition& d) {
  if (d.results != 1 || d.identity[0] != 0) return false;
  const expr::value& x = d.values[d.combination[0]];
  if (x.kind != expr::value_kind::operation || x.b < 0) return false;
  const bool plain = d.values[x.a].kind == expr::value_kind::left && d.values[x.b].kind == expr::value_kind::right;
  if (!plain || x.type != d.types[0]) return false;
  if (!is_float(x.type)) return x.op == ir::operation::add || x.op == ir::operation::logical_or;
  // +0 becomes -0 by no addition, but what an update begins with, and what is rounded for storage, may be -0
  return x.op == ir::operation::add && d.kind != expr::definition_kind::update && size_of(x.type) >= 4;
}

/// What a reduction adds beyond the end of its axes is its identity.
constexpr void check_padded_sum(state& s, int st) {
  const stage& on = *s.stages[st];
  for (int a = on.body->rank; on.padded_sum && a < on.body->axes.size(); ++a) {
    if (!runs_beyond(on, a)) continue;
    if (!keeps_beside_zero(*on.body) || !is_zero_value(s, on, on.body->value_of[0], a))
      return s.problem.record(rule::tail_pad_sum, a, st, on.loops[on.loops[a].child].line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
