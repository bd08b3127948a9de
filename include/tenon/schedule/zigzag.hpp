// zigzag: a loop runs backwards in every other iteration of the loop around it.
//
//   for i in 0 … n:           for i in 0 … n:
//     for j in 0 … m:    →      for j in 0 … m: S(i, i is even ? j : m - 1 - j)
//       S(i, j)
//
// What the last iterations of j read is read first by the next iteration of i: where all of it is more
// than a cache holds, the part that fits is still there. Whole passes in one direction find nothing.
//
// Law: the same iterations, in another order, of an axis whose iterations write different elements.
// Bit-preserving.
#pragma once

#include <tenon/schedule/bind.hpp>
#include <tenon/schedule/inside.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

constexpr void zigzag(state& s, int st, int l, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  loop& turned = on.loops[l];
  if (turned.turns) return s.problem.record(rule::loop_annotated_twice, l, st, line);
  turned.turns = true;
  turned.turn_line = line;
  s.remember(primitive::zigzag, st, l);
}

/// The loop of the same stage right around a loop, or -1: a vectorized loop runs innermost.
constexpr int loop_around(const stage& on, int l) {
  int around = -1;
  for (const std::int32_t other : on.order) {
    if (other == l) break;
    if (on.loops[other].mark != loop_mark::vectorized) around = other;
  }
  return around;
}

/// Whether stage `other` keeps for later iterations of a loop what it computes in one of them: its
/// storage lives around the loop, or is in two halves.
constexpr bool keeps_across(const state& s, int other, int st, int l) {
  const stage& x = *s.stages[other];
  if (x.where != placement::at) return false;
  if (x.lead > 0) return x.at_stage == st && x.at_loop == l;
  if (!x.has_store || !is_inside(s, other, st, l)) return false;
  if (x.store_stage < 0) return true;
  if (x.store_stage == st)
    return running_position(*s.stages[st], x.store_loop) < running_position(*s.stages[st], l);
  return !is_inside(s, x.store_stage, st, l);
}

/// A loop that turns is plain, inside of another one, and leaves nothing for its next iteration.
constexpr void check_turns(state& s, int st) {
  const stage& on = *s.stages[st];
  for (int l = 0; l < on.loops.size(); ++l) {
    const loop& x = on.loops[l];
    if (!x.turns) continue;
    if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, x.turn_line);
    const bool partial = x.origin == loop_origin::outer && (x.at_end == tail::cut || x.at_end == tail::shift);
    if (x.reduced || x.mark != loop_mark::none || partial)
      return s.problem.record(rule::zigzag_loop, l, st, x.turn_line);
    const int around = loop_around(on, l);
    const bool inside = around >= 0 || on.where == placement::at;
    if (!inside || is_bound(around >= 0 ? on.loops[around].mark : s.stages[on.at_stage]->loops[on.at_loop].mark))
      return s.problem.record(rule::zigzag_around, l, st, x.turn_line);
    for (const prefetched& p : on.prefetches) {
      if (p.loop == l) return s.problem.record(rule::zigzag_order, st, l, x.turn_line);
    }
    for (int other = 0; other < s.count; ++other) {
      if (keeps_across(s, other, st, l)) return s.problem.record(rule::zigzag_order, other, l, x.turn_line);
    }
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
