// vectorize, unroll, parallel: how a loop runs. Bit-preserving: each is of an axis whose
// iterations write different elements, or spells the same iterations out.
//
//   vectorize:  for i in 0 … 8: S(i)      →   S(0 … 7), all lanes at once, innermost
//   unroll:     for i in 0 … 3: S(i)      →   S(0); S(1); S(2)
//   unroll, 2:  for i in 0 … n: S(i)      →   for i in 0, 2, …: S(i); S(i + 1); then S(n-1), n odd
//   parallel:   for i in 0 … n: S(i)      →   S(0), …, S(n-1), on the executor's threads
//
// A copy that turns rows into columns, T(r, i) = A(i, r), is fast where a piece of r is unrolled
// directly around the vectorized i: lowering makes a transposed loop of both.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

constexpr void annotate(state& s, int st, int l, loop_mark mark, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  loop& target = on.loops[l];
  if (target.mark != loop_mark::none || target.times > 0)
    return s.problem.record(marked_rule(target), l, st, line);
  if (mark == loop_mark::vectorized && target.reduced) {
    return s.problem.record(rule::vectorize_reduction, l, st, line);
  }
  if (mark == loop_mark::parallel && target.reduced) {
    return s.problem.record(rule::parallel_reduction, l, st, line);
  }
  for (const std::int32_t other : on.order) {
    if (mark == loop_mark::parallel && on.loops[other].mark == loop_mark::parallel) {
      return s.problem.record(rule::parallel_nested, l, other, line);
    }
    if (mark == loop_mark::vectorized && on.loops[other].mark == loop_mark::vectorized) {
      return s.problem.record(rule::loop_annotated_twice, other, st, line);
    }
  }
  target.mark = mark;
  target.line = line;
  s.remember(mark == loop_mark::vectorized ? primitive::vectorize
             : mark == loop_mark::unrolled ? primitive::unroll
                                           : primitive::parallel,
             st, l);
}

/// Spells out `times` iterations at a time; the loop's extent may be anything.
constexpr void unroll_by(state& s, int st, int l, index_t times, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  loop& target = on.loops[l];
  if (target.mark != loop_mark::none || target.times > 0)
    return s.problem.record(marked_rule(target), l, st, line);
  if (times < 1 || times > max_unroll)
    return s.problem.record(rule::unroll_times, times, max_unroll, line);
  target.times = static_cast<std::int32_t>(times);
  target.line = line;
  s.remember(primitive::unroll_by, st, l).numbers[0] = times;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
