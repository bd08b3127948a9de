// What the stages of opaque calls ask of a schedule. Their function is one statement:
//
//   for i:                                 for i:
//     for j, k: S(i, j) from A(i, k)   →     sort(A(i, …), S(i, …))
//
// The loops outside of it are as free as any, and other stages are computed at them; those inside are
// the function's. It sees tensors in memory, by their strides.
//
// Law: the function is run for the same parts, of the same values. Bit-preserving.
#pragma once

#include <tenon/schedule/bind.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// The loops of a call's function are still the innermost ones, in their order, and run as they are.
constexpr void check_called_loops(state& s, int st) {
  const stage& on = *s.stages[st];
  const int axes = on.body->axes.size();
  for (int a = on.body->looped; a < axes; ++a) {
    const loop& x = on.loops[a];
    if (x.mark != loop_mark::called || on.position(a) != on.order.size() - (axes - a) || x.times > 0 ||
        x.hint != ir::loop_hint::none) {
      return s.problem.record(rule::call_loop, a, st, x.child < 0 ? x.line : on.loops[x.child].line);
    }
  }
  for (const std::int32_t l : on.order) {
    if (on.loops[l].mark == loop_mark::vectorized) return s.problem.record(rule::call_loop, l, st, on.loops[l].line);
  }
}

/// A call keeps the rules of its kind; the others are those of all stages.
constexpr void check_call(state& s, int st) {
  const stage& on = *s.stages[st];
  if (!on.body->is_call()) return;
  check_called_loops(s, st);
  const stage* around = &on;
  int last = on.order.size() - 1;
  for (int step = 0; step < max_stages; ++step) {
    for (int i = 0; i <= last; ++i) {
      if (is_bound(around->loops[around->order[i]].mark)) return s.problem.record(rule::call_bound, st, 0, on.line);
    }
    if (around->where != placement::at) break;
    const int l = around->at_loop;
    around = s.stages[around->at_stage];
    last = around->position(l);
  }
  bool odd = !on.layout.empty();
  for (int d = 0; d < on.body->rank; ++d) odd = odd || on.padded[d];
  if (odd) return s.problem.record(rule::call_memory, st, st, on.line);
  for (int k = 0; k < on.body->sources.size(); ++k) {
    const stage& from = *s.stages[on.source_stage[k]];
    if (from.where == placement::inlined || !from.layout.empty())
      return s.problem.record(rule::call_memory, st, on.source_stage[k], on.line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
