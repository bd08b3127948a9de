// tensorize: the loops from an axis inward are run by an intrinsic of the machine (paper §4.3).
//
//   for r.o: for j.i in 0 … 16, r.i in 0 … 4:            for r.o:
//     C(i, j) += int32(A(i, r)) · int32(B(r, j))    →      dot_u8s8(C(i, j…), A(i, r…), B(r…, j…))
//
// The loops are matched with the axes of the intrinsic's behaviour: those that are reduced with the
// axes that it reduces over, the others with the others, both from the outside in. What they
// compute must be what the behaviour computes: operations, element types, extents and the distances
// of neighbours in memory.Where loops of a sum stand
// outside of these, its identity is stored first, by the intrinsic's `reset` or in lanes, and
// `update` adds terms; where all terms are inside, `compute` does both. What tail::cut leaves over
// runs by the intrinsic where it still matches (a padded copy makes it), else by loops.
//
// Law: every element gets the value that the behaviour gives it. Bit-preserving.
#pragma once

#include <tenon/schedule/annotate.hpp>
#include <tenon/schedule/intrinsic.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Most axes of an intrinsic.
inline constexpr int max_intrinsic_axes = 6;

/// What is wrong with a behaviour, as its rule numbers it; -1 where nothing is.
constexpr int flaw_of_behaviour(const expr::definition& d) {
  if (d.kind != expr::definition_kind::compute) return 3;
  if (d.results != 1) return 1;
  if (d.axes.size() > max_intrinsic_axes) return 4;
  if (!d.quotients.empty() || !d.picks.empty()) return 5;
  for (const expr::bound_axis& a : d.axes) {
    if (!a.range.is_constant() || a.range.constant < 1) return 0;
  }
  for (int k = 0; k < d.sources.size(); ++k) {
    int reads = 0;
    for (const expr::value& v : d.values)
      reads += v.kind == expr::value_kind::read && v.source == k ? 1 : 0;
    for (int i = 0; i < d.sources[k].tensor->rank; ++i) {
      if (!d.sources[k].tensor->shape[i].is_constant()) return 0;
    }
    if (reads > 1 || d.sources[k].tensor->kind != expr::definition_kind::input) return 2;
  }
  return -1;
}

/// How many of the loops from position `from` inward are reduced.
constexpr int reduced_from(const stage& on, int from) {
  int count = 0;
  for (int i = from; i < on.order.size(); ++i) count += on.loops[on.order[i]].reduced ? 1 : 0;
  return count;
}

constexpr void tensorize(state& s, int st, int l, const intrinsic& by, std::uint32_t line) {
  stage& on = *s.stages[st];
  const int from = on.position(l);
  if (from < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  if (on.tensor_loop >= 0) return s.problem.record(rule::tensorize_twice, l, st, line);
  const expr::definition& d = *by.behaviour;
  if (!d.problem.ok())
    return s.problem.record(d.problem.which, d.problem.numbers[0], d.problem.numbers[1], line);
  const int flaw = flaw_of_behaviour(d);
  if (flaw >= 0) return s.problem.record(rule::tensorize_behaviour, flaw, max_intrinsic_axes, line);
  const int loops = on.order.size() - from;
  if (loops != d.axes.size())
    return s.problem.record(rule::tensorize_loops, loops, d.axes.size(), line);
  const int reduced = reduced_from(on, from);
  if (reduced != d.reduced)
    return s.problem.record(rule::tensorize_reduced, reduced, d.reduced, line);
  int lanes = -1;  // the loop that runs in lanes where a sum begins
  for (int i = 0; i < on.order.size(); ++i) {
    loop& x = on.loops[on.order[i]];
    const bool marked = x.mark != loop_mark::none || x.times > 0;
    if (i >= from ? marked : x.mark == loop_mark::vectorized)
      return s.problem.record(rule::tensorize_marked, on.order[i], st, line);
    if (i < from) continue;
    x.mark = loop_mark::tensorized;
    x.line = line;
    if (!x.reduced) lanes = on.order[i];
  }
  if (lanes >= 0) on.loops[lanes].mark = loop_mark::vectorized;
  on.tensor_loop = l;
  on.tensor_line = line;
  on.behaviour = by.behaviour;
  on.bodies = by.bodies;
  s.remember(primitive::tensorize, st, l);
}

/// The loops of the intrinsic are still the innermost ones.
constexpr void check_tensor(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.tensor_loop < 0) return;
  const int from = on.position(on.tensor_loop);
  if (from < 0 || on.order.size() - from != on.behaviour->axes.size())
    return s.problem.record(rule::tensorize_order, on.tensor_loop, st, on.tensor_line);
  for (int i = from; i < on.order.size(); ++i) {
    const loop_mark mark = on.loops[on.order[i]].mark;
    if (mark != loop_mark::tensorized && mark != loop_mark::vectorized)
      return s.problem.record(rule::tensorize_order, on.order[i], st, on.tensor_line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
