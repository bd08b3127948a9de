// bind, set_scope: loops whose iterations are blocks and threads of a device, and the memory in
// which they meet. Bit-preserving: each is of an axis whose iterations write different elements.
//
//   bind, block:    for i in 0 … n: S(i)      →   block i of n runs S(i)
//   bind, thread:   for i in 0 … 32: S(i)     →   thread i of the block runs S(i)
//   bind, virtual:  for v in 0 … 2:           →   for r: S(0, r); S(1, r)
//                     for r: S(v, r)              with storage inside of v once for each v
//   set_scope, shared, of a stage inside the consumer's threads:
//                   thread t: for r:          →   thread t: for r:
//                     P that (t, r) reads           a part of the P that all threads read at r,
//                     C(… P …)                      as the loops of P bound to threads say
//                                                   barrier; C(… P …); barrier
//
//   set_scope, by the name of a scratchpad of a decoupled target:
//                   the stage is kept there, and its copies and computations belong to units
//                   (lower/units.hpp)
//
// A machine without blocks and threads runs blocks in parallel, and a block's threads in loops
// between barriers.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

constexpr bool is_bound(loop_mark m) { return m >= loop_mark::block_x; }
constexpr bool is_block(loop_mark m) { return m >= loop_mark::block_x && m <= loop_mark::block_z; }
/// Of a thread, or of one that a thread plays.
constexpr bool is_thread(loop_mark m) { return m >= loop_mark::thread_x; }
constexpr bool is_real_thread(loop_mark m) { return is_thread(m) && m != loop_mark::virtual_thread; }

constexpr void bind(state& s, int st, int l, hardware_axis to, std::uint32_t line) {
  stage& on = *s.stages[st];
  const auto mark = static_cast<loop_mark>(static_cast<int>(loop_mark::block_x) + static_cast<int>(to));
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  loop& target = on.loops[l];
  if (target.mark != loop_mark::none || target.times > 0)
    return s.problem.record(marked_rule(target), l, st, line);
  if (target.reduced) return s.problem.record(rule::bind_reduction, l, st, line);
  for (const std::int32_t other : on.order) {
    if (on.loops[other].mark == mark && to != hardware_axis::virtual_thread)
      return s.problem.record(rule::bind_twice, other, l, line);
  }
  target.mark = mark;
  target.line = line;
  s.binds = true;
  s.remember(primitive::bind, st, l).numbers[0] = static_cast<index_t>(to);
}

constexpr void set_scope(state& s, int st, memory_scope to, const name& scratchpad, std::uint32_t line) {
  stage& on = *s.stages[st];
  const bool stored = !on.is_input() && !on.is_output && on.where != placement::inlined &&
                      on.body->kind != expr::definition_kind::update;
  if (!stored || on.scope != memory_scope::automatic)
    return s.problem.record(rule::scope_place, st, static_cast<int>(to), line);
  s.binds = true;
  on.scope = to;
  on.scratchpad = scratchpad;
  on.scope_line = line;
  s.remember(primitive::set_scope, st).numbers[0] = static_cast<index_t>(to);
  if (to == memory_scope::scratchpad) s.step_loops.push(scratchpad);  // behind the step's loops, of which there are none
}

/// What bound loops are around the place where a stage is computed.
struct bound_around {
  bool blocks, threads;
};
constexpr bound_around bound_at(const state& s, int st) {
  bound_around r{false, false};
  const stage* on = s.stages[st];
  for (int step = 0; step < max_stages && on->where == placement::at; ++step) {
    const stage& around = *s.stages[on->at_stage];
    for (int i = 0; i <= around.position(on->at_loop); ++i) {
      const loop_mark mark = around.loops[around.order[i]].mark;
      r.blocks = r.blocks || is_block(mark);
      r.threads = r.threads || is_real_thread(mark);
    }
    on = &around;
  }
  return r;
}

/// Whether a stage inside a block is one for all of its threads.
constexpr bool is_shared(const state& s, int st) {
  const stage& on = *s.stages[st];
  if (!s.binds || on.where != placement::at || on.is_output) return false;
  if (on.scope != memory_scope::automatic) return on.scope == memory_scope::shared;
  const bound_around around = bound_at(s, st);
  return around.blocks && !around.threads;
}

/// Blocks, virtual threads and threads stand outermost, in this order; none of their splits has
/// other tails than guards.
constexpr void check_bound_loops(state& s, int st) {
  const stage& on = *s.stages[st];
  int reached = 0;  // 0 blocks, 1 virtual threads, 2 threads, 3 the others
  for (int at = 0; at < on.order.size(); ++at) {
    const loop& x = on.loops[on.order[at]];
    if (x.shed) continue;  // of one iteration
    if (!is_bound(x.mark)) {
      reached = 3;
      continue;
    }
    const int kind = is_block(x.mark) ? 0 : x.mark == loop_mark::virtual_thread ? 1 : 2;
    if (kind < reached) return s.problem.record(rule::bind_order, at, on.order.size(), x.line);
    reached = kind;
  }
  for (const std::int32_t leaf : on.order) {
    if (!is_bound(on.loops[leaf].mark)) continue;
    if (on.tile_loop >= 0 && on.position(leaf) > on.position(on.tile_loop))
      return s.problem.record(rule::cache_write_place, on.tile_loop, st, on.tile_line);
    for (int l = leaf; on.loops[l].origin != loop_origin::root;) {
      const loop& x = on.loops[l];
      const loop& outer = x.origin == loop_origin::inner ? on.loops[x.partner] : x;
      if (x.origin != loop_origin::fused && !x.by_parts && outer.at_end != tail::guard && outer.at_end != tail::pad)
        return s.problem.record(rule::bind_tail, leaf, l, on.loops[leaf].line);
      if (x.origin == loop_origin::fused) break;  // of two; their own splits have no say here
      l = x.parent;
    }
  }
}

/// A stage is computed outside or inside of all threads, and binds no axes that they don't have.
constexpr void check_bound_around(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.where != placement::at) return;
  const stage& consumer = *s.stages[on.at_stage];
  bool outside = false, inside = false, has_threads = false, splits = false;
  for (int i = 0; i < consumer.order.size(); ++i) {
    const loop_mark mark = consumer.loops[consumer.order[i]].mark;
    const bool around = i <= consumer.position(on.at_loop);
    splits = splits || (is_bound(mark) && !around);
    has_threads = has_threads || is_real_thread(mark);
    if (is_thread(mark)) (around ? inside : outside) = true;
  }
  if (on.is_output && splits) return s.problem.record(rule::output_threads, st, on.at_stage, on.line);
  if (inside && outside) return s.problem.record(rule::compute_at_threads, on.at_loop, on.at_stage, on.line);
  if (!bound_at(s, st).threads) {
    if (is_shared(s, st) && !has_threads) s.problem.record(rule::shared_readers, st, on.at_stage, on.line);
    return;
  }
  for (const std::int32_t l : on.order) {
    const loop_mark mark = on.loops[l].mark;
    if (!is_real_thread(mark)) continue;
    bool has = false;
    const stage* up = &on;
    for (int step = 0; step < max_stages && up->where == placement::at; ++step) {
      up = s.stages[up->at_stage];
      for (const std::int32_t other : up->order) has = has || up->loops[other].mark == mark;
    }
    if (!has) return s.problem.record(rule::bind_axis, l, st, on.loops[l].line);
  }
}

/// Where a stage binds loops, and in which memory it is kept, follows from where it is computed.
constexpr void check_bound_place(state& s, int st) {
  const stage& on = *s.stages[st];
  const bound_around around = bound_at(s, st);
  const bool shared = is_shared(s, st);
  bool has_threads = false;
  for (const std::int32_t l : on.order) {
    const loop& x = on.loops[l];
    if (x.mark == loop_mark::parallel && (around.blocks || around.threads))
      return s.problem.record(rule::parallel_nested, st, l, x.line);
    if (!is_bound(x.mark)) continue;
    has_threads = has_threads || is_real_thread(x.mark);
    const bool may =
        x.mark == loop_mark::virtual_thread || on.where == placement::root || (shared && is_thread(x.mark));
    if (!may) return s.problem.record(rule::bind_place, l, st, x.line);
    for (const std::int32_t other : on.order) {
      if (on.loops[other].mark == loop_mark::parallel)
        return s.problem.record(rule::parallel_nested, st, other, on.loops[other].line);
    }
  }
  if (on.scope == memory_scope::automatic && !shared) return;
  const bool inside = around.blocks || around.threads;
  const bool fits = on.scope == memory_scope::scratchpad ? true
                    : on.scope == memory_scope::global   ? on.where == placement::root
                    : on.scope == memory_scope::registers ? on.where == placement::at && (around.threads || !around.blocks)
                                                          : inside;
  if (!fits) s.problem.record(rule::scope_place, st, static_cast<int>(on.scope), on.scope_line);
  else if (shared && !has_threads) s.problem.record(rule::shared_threads, st, 0, on.line);
}

}  // namespace tenon::inline TENON_ABI::schedule_room
