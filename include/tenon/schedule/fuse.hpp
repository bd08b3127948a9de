// fuse: two nested loops become one.
//
//   for i in 0 … n                 for i.f in 0 … n·m
//     for j in 0 … m         →       S(i.f / m, i.f mod m)
//       S(i, j)
//
// Law: same iterations, in the same order. Bit-preserving.
#pragma once

#include <tenon/schedule/split.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Fuses `outer` with the loop directly inside it; the new loop, or -1 when a rule is broken.
constexpr int fuse(state& s, int st, int outer, int inner, std::uint32_t line) {
  stage& on = *s.stages[st];
  const int at = on.position(outer);
  const int next = on.position(inner);
  if (at < 0 || next < 0) {
    s.problem.record(rule::axis_not_a_loop, at < 0 ? outer : inner, st, line);
    return -1;
  }
  if (next != at + 1) {
    s.problem.record(rule::fuse_order, at, next, line);
    return -1;
  }
  if (on.loops[outer].reduced != on.loops[inner].reduced) {
    s.problem.record(rule::fuse_kinds, at, next, line);
    return -1;
  }
  if (on.loops[outer].mark != loop_mark::none || on.loops[inner].mark != loop_mark::none) {
    const rule broken = marked_rule(on.loops[inner].mark != loop_mark::none ? on.loops[inner] : on.loops[outer]);
    s.problem.record(broken, outer, broken == rule::call_loop ? st : inner, line);
    return -1;
  }
  loop fused{};
  fused.label = derived_name(on.loops[outer].label, 'f');
  fused.origin = loop_origin::fused;
  fused.reduced = on.loops[outer].reduced;
  fused.parent = outer;
  fused.partner = inner;
  fused.child = -1;
  fused.line = line;
  const int f = add_loop(s, on, fused);
  if (f < 0) return -1;
  on.loops[outer].child = f;
  on.loops[inner].child = f;
  on.order[at] = f;
  on.order.erase(at + 1);
  const std::int32_t loops[] = {outer, inner};
  s.remember(primitive::fuse, st, loops, 2, st);
  return f;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
