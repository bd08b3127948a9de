// pragma: a hint on a loop for whichever compiler makes code of it, from a closed list.
//
//   pragma(i, "unroll"):   for i in 0 … n: S(i)   →   #pragma unroll        in OpenCL C; in the words
//                                                     for i in 0 … n: S(i)  of others elsewhere
//
//   unroll         the compiler may well spell out iterations
//   no_unroll      it should not
//   no_vectorize   it should not run iterations side by side in lanes
//
// `explain` says what each back end makes of it. Where a loop must be spelled out or run in lanes, `unroll`
// and `vectorize` do that themselves.
//
// Law: the same iterations in the same order. Bit-preserving.
#pragma once

#include <tenon/ir/hint.hpp>
#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

constexpr void pragma(state& s, int st, int l, ir::loop_hint hint, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (hint == ir::loop_hint::none) return s.problem.record(rule::pragma_unknown, l, st, line);
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  if (on.loops[l].hint != ir::loop_hint::none) return s.problem.record(rule::pragma_twice, l, st, line);
  on.loops[l].hint = hint;
  on.loops[l].hint_line = line;
  s.remember(primitive::pragma, st, l).numbers[0] = static_cast<index_t>(hint);
}

/// Hints are on loops that compilers see: those that run in order and stay loops.
constexpr void check_hints(state& s, int st) {
  const stage& on = *s.stages[st];
  for (int l = 0; l < on.loops.size(); ++l) {
    const loop& x = on.loops[l];
    if (x.hint == ir::loop_hint::none) continue;
    if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, x.hint_line);
    if (x.mark != loop_mark::none || x.times > 0 || on.where == placement::inlined)
      return s.problem.record(rule::pragma_loop, l, st, x.hint_line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
