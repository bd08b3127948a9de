// compute_at, store_at, compute_inline, compute_root: where a stage is computed and stored.
//
//   compute_at:      for x: P(x)                  for x.o
//                    for x.o, x.i: C(P(…))   →      for the part of P that x.o needs: P
//                                                   for x.i: C(P(…))
//   store_at:        the storage of P lives around an outer loop: what an earlier iteration has
//                    computed is kept, and only new elements are computed (a sliding window, its
//                    storage folded to a power of two of rows; loops between the two places may
//                    go through the rows in parts)
//   compute_inline:  C(P(x)) → C(the value of P at x), no storage
//
// What an output at a loop asks of it: schedule/outputs.hpp.
//
// Law: every element that a consumer reads is computed before, from the same values.
// Bit-preserving.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

constexpr bool may_place(state& s, int st, std::uint32_t line, bool at_loop = false) {
  stage& on = *s.stages[st];
  if (on.is_input())
    s.problem.record(rule::stage_is_input, st, 0, line);
  else if ((on.is_output && !at_loop) || on.body->kind == expr::definition_kind::update)
    s.problem.record(rule::compute_at_output, st, 0, line);
  else if (on.where != placement::root && !on.placed_by_scan)
    s.problem.record(rule::compute_at_twice, st, 0, line);
  else
    return true;
  return false;
}

/// Whether a stage may leave the root: a scan computes all of its rows there.
constexpr bool may_move(state& s, int st, std::uint32_t line, bool at_loop = false) {
  if (!may_place(s, st, line, at_loop)) return false;
  if (s.stages[st]->body->is_scan()) s.problem.record(rule::scan_root, st, 0, line);
  return s.problem.ok();
}

constexpr void compute_at(state& s, int st, int consumer, int l, std::uint32_t line) {
  if (!may_move(s, st, line, true)) return;
  if (s.stages[consumer]->position(l) < 0)
    return s.problem.record(rule::axis_not_a_loop, l, consumer, line);
  stage& on = *s.stages[st];
  on.where = placement::at;
  on.placed_by_scan = false;
  on.at_stage = consumer;
  on.at_loop = l;
  on.line = line;
  s.remember(primitive::compute_at, st, &on.at_loop, 1, consumer);
}

constexpr void store_at(state& s, int st, int consumer, int l, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.is_output) return s.problem.record(rule::compute_at_output, st, 0, line);
  if (on.where != placement::at || s.stages[consumer]->position(l) < 0) {
    return s.problem.record(rule::store_at_scope, l, consumer, line);
  }
  on.has_store = true;
  on.store_stage = consumer;
  on.store_loop = l;
  on.store_line = line;
  s.remember(primitive::store_at, st, &on.store_loop, 1, consumer);
}

/// Stores at the root what compute_at computes in a consumer's loop.
constexpr void store_root(state& s, int st, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.is_output) return s.problem.record(rule::compute_at_output, st, 0, line);
  if (on.where != placement::at) return s.problem.record(rule::store_at_scope, -1, -1, line);
  on.has_store = true;
  on.store_stage = on.store_loop = -1;
  on.store_line = line;
  s.remember(primitive::store_root, st);
}

constexpr void compute_inline(state& s, int st, std::uint32_t line) {
  if (!may_move(s, st, line)) return;
  stage& on = *s.stages[st];
  if (on.body->is_reduction || on.body->is_call() || on.body->results != 1) {
    return s.problem.record(rule::inline_reduction, st, 0, line);
  }
  on.where = placement::inlined;
  on.placed_by_scan = false;
  on.line = line;
  s.remember(primitive::compute_inline, st);
}

/// Says the default aloud, where that is the root.
constexpr void compute_root(state& s, int st, std::uint32_t line) {
  if (!may_place(s, st, line)) return;
  const stage& on = *s.stages[st];
  if (on.placed_by_scan) return s.problem.record(rule::scan_place, st, on.at_stage, line);
  s.remember(primitive::compute_root, st);
}

}  // namespace tenon::inline TENON_ABI::schedule_room
