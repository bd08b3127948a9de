// prefetch: a loop asks for what it will read of a tensor some iterations later, so that it is in the
// caches by then.
//
//   prefetch(A, i, 4):   for i in 0 … n:           for i in 0 … n:
//                          C(i) = … A(i) …   →       if i + 4 < n: prefetch A(i + 4)
//                                                    C(i) = … A(i) …
//
// One element of each line of 64 bytes is named, and none outside of the tensor.
//
// Law: no value is read or written that wasn't. Bit-preserving.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

inline constexpr index_t max_prefetch_distance = 1024;
inline constexpr index_t max_prefetch_lines = 32;

/// Whether a stage reads the first result of another, directly or through inlined stages.
constexpr bool reads_stage(const state& s, int reader, int source) {
  const stage& on = *s.stages[reader];
  for (int k = 0; k < on.body->sources.size(); ++k) {
    if (on.source_stage[k] == source && on.body->sources[k].result == 0) return true;
    const bool inlined = s.stages[on.source_stage[k]]->where == placement::inlined;
    if (inlined && reads_stage(s, on.source_stage[k], source)) return true;
  }
  return false;
}

constexpr void prefetch(state& s, int st, int tensor, int l, index_t distance, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  if (distance < 1 || distance > max_prefetch_distance)
    return s.problem.record(rule::prefetch_distance, distance, max_prefetch_distance, line);
  for (const prefetched& other : on.prefetches) {
    if (other.tensor == tensor) return s.problem.record(rule::prefetch_twice, tensor, st, line);
  }
  on.prefetches.push({tensor, l, distance, line});
  step& now = s.remember(primitive::prefetch, st, l);
  now.other = tensor;
  now.numbers[0] = distance;
}

/// What is prefetched is there before its loop, which runs in order, and is read in it.
constexpr void check_prefetches(state& s, int st) {
  const stage& on = *s.stages[st];
  for (const prefetched& x : on.prefetches) {
    const stage& from = *s.stages[x.tensor];
    if (on.position(x.loop) < 0) return s.problem.record(rule::axis_not_a_loop, x.loop, st, x.line);
    if (on.where == placement::inlined || !reads_stage(s, st, x.tensor))
      return s.problem.record(rule::prefetch_use, st, x.tensor, x.line);
    if (from.is_state() || (!from.is_input() && from.where != placement::root))
      return s.problem.record(rule::prefetch_place, x.tensor, 0, x.line);
    if (on.loops[x.loop].mark != loop_mark::none)
      return s.problem.record(rule::prefetch_loop, x.loop, st, x.line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
