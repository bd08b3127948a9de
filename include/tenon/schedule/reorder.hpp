// reorder: the named loops change places, into the order given; other loops stay where they are.
//
//   for i                          for j
//     for j                  →       for i
//       S(i, j)                        S(i, j)
//
// Law: same iterations. Bit-preserving as long as the loops of a reduction keep their order among
// themselves; otherwise reassociating, and the reducer must be associative and commutative.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Puts the loops `wanted` into the positions that they hold now, in the order given.
constexpr void reorder(state& s, int st, const std::int32_t* wanted, int count,
                       std::uint32_t line) {
  stage& on = *s.stages[st];
  list<std::int32_t, max_leaves> places;
  for (int i = 0; i < count; ++i) {
    const int at = on.position(wanted[i]);
    if (at < 0) return s.problem.record(rule::axis_not_a_loop, wanted[i], st, line);
    if (places.contains(at)) return s.problem.record(rule::reorder_twice, i, 0, line);
    places.push(at);
  }
  list<std::int32_t, max_leaves> after = on.order;
  list<std::int32_t, max_leaves> sorted = places;
  for (int i = 1; i < sorted.size(); ++i) {
    for (int j = i; j > 0 && sorted[j] < sorted[j - 1]; --j) {
      const std::int32_t swap = sorted[j];
      sorted[j] = sorted[j - 1];
      sorted[j - 1] = swap;
    }
  }
  for (int i = 0; i < count; ++i) after[sorted[i]] = wanted[i];
  int last = -1;  // reduced loops must keep their order among themselves
  bool moved = false;
  for (int i = 0; i < after.size(); ++i) {
    if (!on.loops[after[i]].reduced) continue;
    const int before = on.position(after[i]);
    if (before < last) {
      moved = true;
      if (!on.body->reorderable) return s.problem.record(rule::reorder_reduction, before, i, line);
    }
    last = before;
  }
  on.order = after;
  s.remember(primitive::reorder, st, wanted, count, st);
  on.reassociates = on.reassociates || moved;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
