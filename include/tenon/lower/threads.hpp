// Bound loops, once everything is emitted: virtual threads move inwards, barriers come between the
// threads of a block, and where the machine has no blocks their threads become loops between them.
#pragma once

#include <tenon/lower/barriers.hpp>
#include <tenon/lower/inward.hpp>
#include <tenon/lower/lift_barriers.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Moves all loops of a kind inwards; the statement in place of `s`.
constexpr int move_inwards(context& c, int s, bool threads, bool in_parallel, const ir::read_table* reads = nullptr) {
  if (c.p.overflowed()) return s;
  const ir::statement x = c.p.statements[s];
  if (x.kind == ir::statement_kind::store || x.kind == ir::statement_kind::barrier) return s;
  const bool is_loop = x.kind == ir::statement_kind::loop;
  if (is_loop && x.loop == ir::loop_kind::parallel) in_parallel = true;
  const auto moves = [&](int at) {
    const ir::statement& y = c.p.statements[at];
    return y.kind == ir::statement_kind::loop && (threads ? ir::is_thread(y.loop) : y.loop == ir::loop_kind::interleaved);
  };
  if (moves(s)) {
    box<inward_pass> pass(c, threads, in_parallel, reads);
    int body = x.body;
    pass->loops.push(s);
    if (threads) pass->collect_threads(body);
    else body = move_inwards(c, body, threads, in_parallel, reads);
    if (c.p.overflowed()) return s;
    const int made = pass->move(body);
    return made < 0 ? c.build.block({}) : made;
  }
  list<std::int32_t, 40> made;
  for (int i = x.body, next = -1; i >= 0; i = next) {
    next = c.p.statements[i].next;
    c.p.statements[i].next = -1;
    made.push(move_inwards(c, i, threads, in_parallel, reads));
  }
  if (made.overflowed) c.problem.record(rule::program_too_large, 4, made.capacity(), 0);
  if (x.kind == ir::statement_kind::block) return c.build.block(made);
  if (made.size() == 1) c.p.statements[s].body = made[0];
  return s;
}

/// What shared memory is on a machine without blocks, outside of thread loops.
constexpr void settle_shared(context& c, int s, bool in_parallel) {
  for (; s >= 0; s = c.p.statements[s].next) {
    const ir::statement& x = c.p.statements[s];
    if (x.kind == ir::statement_kind::store) continue;
    if (x.kind == ir::statement_kind::allocate && c.p.buffers[x.buffer].where == ir::memory::shared) {
      box<inward_pass> pass(c, true, in_parallel);
      pass->settle(c.p.buffers[x.buffer]);
    }
    const bool parallel = x.kind == ir::statement_kind::loop && x.loop == ir::loop_kind::parallel;
    settle_shared(c, x.body, in_parallel || parallel);
  }
}

/// All threads of a launch come to each barrier: loops with barriers inside leave none of them out.
constexpr void check_launches(context& c, int s, const index_t* launch) {
  for (; s >= 0; s = c.p.statements[s].next) {
    const ir::statement& x = c.p.statements[s];
    if (x.kind == ir::statement_kind::store) continue;
    const bool threads = x.kind == ir::statement_kind::loop && ir::is_thread(x.loop);
    index_t own[3] = {1, 1, 1};
    if (threads || (x.kind == ir::statement_kind::loop && ir::is_block(x.loop) && launch == nullptr)) {
      measure_threads(c.p, x.body, own);
      if (threads && c.p.forms[x.extent].constant > own[ir::axis_number(x.loop)])
        own[ir::axis_number(x.loop)] = c.p.forms[x.extent].constant;
    }
    const index_t* around = launch == nullptr && x.kind == ir::statement_kind::loop ? own : launch;
    if (launch == nullptr && x.kind == ir::statement_kind::loop) {
      const int st = c.homes[x.var].stage;
      const index_t count = own[0] * own[1] * own[2];
      const index_t most = c.p.machine.block_threads;
      if (count > most) c.problem.record(rule::bind_extent, count, most, c.stage_at(st).line);
    }
    if (!threads) {
      check_launches(c, x.body, around);
      continue;
    }
    const bool all = own[0] == around[0] && own[1] == around[1] && own[2] == around[2];
    const int st = c.homes[x.var].stage;
    if (!all && has_barrier(c.p, x.body)) c.problem.record(rule::barrier_divergent, st, 0, c.stage_at(st).line);
  }
}

/// Interleaves virtual threads, puts barriers between threads, and makes loops of threads where the
/// machine has none.
constexpr int arrange_threads(context& c, int root) {
  root = move_inwards(c, root, false, false);
  if (c.p.overflowed()) return root;
  box<barrier_pass> barriers(c);
  barriers->visit(root);
  if (c.p.overflowed()) return root;
  if (c.p.machine.has_blocks()) {
    root = barrier_lift{c}.lift(root);
    check_launches(c, root, nullptr);
    return root;
  }
  root = move_inwards(c, root, true, false);
  if (c.p.overflowed()) return root;
  settle_shared(c, root, false);
  return root;
}

/// On a device, stages at the root are bound to its blocks or threads, and none makes row after row.
constexpr void check_device(context& c) {
  for (int st = 0; st < c.schedule.count; ++st) {
    const stage& on = c.stage_at(st);
    if (on.is_input() || on.where == placement::inlined) continue;
    if (on.body->is_scan()) return c.problem.record(rule::scan_device, st, 0, on.line);
    bool bound = on.where != placement::root;
    bool parallel = false;
    for (const std::int32_t l : on.order) {
      const loop_mark mark = on.loops[l].mark;
      bound = bound || schedule_room::is_block(mark) || schedule_room::is_real_thread(mark);
      parallel = parallel || mark == loop_mark::parallel;
    }
    if (!bound || parallel) c.problem.record(rule::bind_missing, st, 0, on.line);
  }
}

}  // namespace tenon::inline TENON_ABI::lower
