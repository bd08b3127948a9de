// split: one loop becomes two, the inner one of `factor` iterations.
//
//   for i in 0 … n                 for i.o in 0 … ⌈n / factor⌉
//     S(i)                   →       for i.i in 0 … factor
//                                      S(i.o · factor + i.i)       // tail: see schedule/state.hpp
//
// Law: same iterations, in the same order; with tail::pad (tail_pad.hpp), more of them. Bit-preserving.
#pragma once

#include <tenon/schedule/tail_pad.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Appends a loop that the nest doesn't contain yet; -1 when the stage has too many.
constexpr int add_loop(state& s, stage& on, const loop& l) {
  if (on.loops.size() == max_loops) {
    s.problem.record(rule::limit_axes, max_loops + 1, max_loops, l.line);
    return -1;
  }
  return on.loops.push(l);
}

/// The suffix ".o" or ".i" shows in prints where a loop comes from.
constexpr name derived_name(const name& from, char suffix) {
  name n = from;
  n.append('.');
  n.append(suffix);
  return n;
}

/// Splits loop `l`; the positions of both parts, or {-1, -1} when a rule is broken.
constexpr void split(state& s, int st, int l, index_t factor, bool by_parts, tail at_end,
                     std::uint32_t line, int (&parts)[2]) {
  parts[0] = parts[1] = -1;
  stage& on = *s.stages[st];
  const int at = on.position(l);
  if (at < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  if (factor < 1)
    return s.problem.record(by_parts ? rule::split_parts : rule::split_factor, factor, 0, line);
  if (on.loops[l].mark != loop_mark::none || on.loops[l].times > 0)
    return s.problem.record(marked_rule(on.loops[l]), l, st, line);
  if (at_end == tail::shift && on.loops[l].reduced) {
    return s.problem.record(rule::tail_shift_reduction, l, st, line);
  }
  if (at_end == tail::pad && !pad_axis(s, st, l, line)) return;
  if (on.order.size() == max_leaves)
    return s.problem.record(rule::limit_axes, max_leaves + 1, max_leaves, line);
  loop outer{};
  outer.label = derived_name(on.loops[l].label, 'o');
  outer.origin = loop_origin::outer;
  outer.reduced = on.loops[l].reduced;
  outer.parent = l;
  outer.child = -1;
  outer.factor = factor;
  outer.by_parts = by_parts;
  outer.at_end = at_end;
  outer.line = line;
  loop inner = outer;
  inner.label = derived_name(on.loops[l].label, 'i');
  inner.origin = loop_origin::inner;
  const int o = add_loop(s, on, outer);
  const int i = add_loop(s, on, inner);
  if (o < 0 || i < 0) return;
  on.loops[o].partner = i;
  on.loops[i].partner = o;
  on.loops[l].child = o;
  on.order[at] = o;
  on.order.insert(at + 1, i);
  parts[0] = o;
  parts[1] = i;
  step& now = s.remember(by_parts ? primitive::split_parts : primitive::split, st, l);
  now.numbers[0] = factor;
  now.at_end = at_end;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
