// The rules that only a finished schedule can be held against: where stages are placed relative
// to each other, and what tails ask of the final order of loops.
#pragma once

#include <tenon/schedule/bind.hpp>
#include <tenon/schedule/call.hpp>
#include <tenon/schedule/double_buffer.hpp>
#include <tenon/schedule/outputs.hpp>
#include <tenon/schedule/pragma.hpp>
#include <tenon/schedule/prefetch.hpp>
#include <tenon/schedule/tail_pad.hpp>
#include <tenon/schedule/tensorize.hpp>
#include <tenon/schedule/transform_layout.hpp>
#include <tenon/schedule/zigzag.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Which stages that read `st` lie inside the loop where `target` is computed, and which outside.
struct readers {
  bool inside;
  std::int32_t outside;  ///< one of them, or -1
};
constexpr void find_readers(const state& s, int st, int target, readers& found) {
  const stage& on = *s.stages[target];
  for (int i = 0; i < s.count; ++i) {
    const stage& reader = *s.stages[i];
    for (int k = 0; k < reader.body->sources.size(); ++k) {
      if (reader.source_stage[k] != st) continue;
      if (reader.where == placement::inlined) {
        find_readers(s, i, target, found);
      } else if (is_inside(s, i, on.at_stage, on.at_loop)) {
        found.inside = true;
      } else {
        found.outside = i;
      }
    }
  }
}

/// Whether a loop of `from`'s place, up to the storage's place, runs in parallel or is bound.
constexpr bool parallel_between(const state& s, int st) {
  const stage& on = *s.stages[st];
  int at = on.at_stage;
  int l = on.at_loop;
  for (int step = 0; step < max_stages; ++step) {
    const stage& around = *s.stages[at];
    const bool last = at == on.store_stage;
    const int from = last ? around.position(on.store_loop) : -1;
    for (int i = from + 1; i <= around.position(l); ++i) {
      const loop_mark mark = around.loops[around.order[i]].mark;
      if (mark == loop_mark::parallel || is_bound(mark)) return true;
    }
    if (last || around.where != placement::at) return false;
    l = around.at_loop;
    at = around.at_stage;
  }
  return false;
}

constexpr void check_place(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.where != placement::at) return;
  const stage& consumer = *s.stages[on.at_stage];
  if (consumer.position(on.at_loop) < 0) {
    return s.problem.record(rule::axis_not_a_loop, on.at_loop, on.at_stage, on.line);
  }
  if (consumer.where == placement::inlined || is_inside(s, on.at_stage, st, 0)) {
    return s.problem.record(rule::compute_at_consumer, st, on.at_stage, on.line);
  }
  if (consumer.loops[on.at_loop].mark == loop_mark::vectorized) {
    return s.problem.record(rule::compute_at_vector, on.at_loop, on.at_stage, on.line);
  }
  if (consumer.loops[on.at_loop].mark == loop_mark::called)
    return s.problem.record(rule::call_loop, on.at_loop, on.at_stage, on.line);
  readers found{false, -1};
  find_readers(s, st, st, found);
  if (!found.inside) return s.problem.record(rule::compute_at_consumer, st, on.at_stage, on.line);
  if (on.is_output) return check_covered(s, st);
  if (found.outside >= 0)
    s.problem.record(rule::compute_at_scope, found.outside, on.at_stage, on.line);
  if (!on.has_store) return;
  const bool around =
      on.store_stage < 0 ||
      (s.stages[on.store_stage]->position(on.store_loop) >= 0 &&
       is_inside(s, on.at_stage, on.store_stage, on.store_loop) &&
       (on.at_stage != on.store_stage ||
        running_position(consumer, on.store_loop) <= running_position(consumer, on.at_loop)));
  if (!around)
    return s.problem.record(rule::store_at_scope, on.store_loop, on.store_stage, on.store_line);
  if (parallel_between(s, st))
    s.problem.record(rule::store_at_parallel, st, on.store_stage, on.store_line);
}

/// One parallel loop on the way from a stage's loops to the root.
constexpr void check_parallel(state& s, int st) {
  int line = -1;
  for (const std::int32_t l : s.stages[st]->order) {
    if (s.stages[st]->loops[l].mark == loop_mark::parallel)
      line = static_cast<int>(s.stages[st]->loops[l].line);
  }
  if (line < 0) return;
  const stage* on = s.stages[st];
  for (int step = 0; step < max_stages && on->where == placement::at; ++step) {
    const stage& around = *s.stages[on->at_stage];
    for (int i = 0; i <= around.position(on->at_loop); ++i) {
      if (around.loops[around.order[i]].mark != loop_mark::parallel) continue;
      return s.problem.record(rule::parallel_nested, st, on->at_stage,
                              static_cast<std::uint32_t>(line));
    }
    on = &around;
  }
}

/// The outermost and innermost running positions of the loops that a loop became.
constexpr void leaf_range(const stage& on, int l, int& first, int& last) {
  const int child = on.loops[l].child;
  if (child < 0) {
    const int at = running_position(on, l);
    if (at < first) first = at;
    if (at > last) last = at;
    return;
  }
  leaf_range(on, child, first, last);
  if (on.loops[child].origin == loop_origin::outer)
    leaf_range(on, on.loops[child].partner, first, last);
}

/// Whether loop `leaf` of the nest is loop `l` or one that `l` became.
constexpr bool became(const stage& on, int l, int leaf) {
  if (l == leaf) return true;
  const int child = on.loops[l].child;
  if (child < 0) return false;
  return became(on, child, leaf) || (on.loops[child].origin == loop_origin::outer &&
                                     became(on, on.loops[child].partner, leaf));
}

constexpr void check_tails(state& s, int st) {
  const stage& on = *s.stages[st];
  for (int l = 0; l < on.loops.size(); ++l) {
    const loop& x = on.loops[l];
    if (x.origin != loop_origin::outer || x.at_end == tail::guard) continue;
    int first = max_leaves + 1;
    int last = -1;
    leaf_range(on, l, first, last);
    int inner_first = max_leaves + 1;
    int inner_last = -1;
    leaf_range(on, x.partner, inner_first, inner_last);
    if (x.at_end == tail::cut && inner_first < last) {
      s.problem.record(rule::tail_cut_order, inner_first, last, x.line);
    }
    if (x.at_end != tail::shift) continue;
    const bool in_tile = on.tile_loop >= 0 && last > running_position(on, on.tile_loop);
    if (in_tile || on.body->kind == expr::definition_kind::update)
      s.problem.record(rule::tail_shift_reduction, l, st, x.line);
    for (const std::int32_t other : on.order) {
      const int at = running_position(on, other);
      if (on.loops[other].reduced && at < last)
        s.problem.record(rule::tail_shift_reduction, l, st, x.line);
      const bool around = became(on, x.partner, other) && at < last;  // of tiles that overlap
      if (on.loops[other].mark == loop_mark::parallel && (became(on, l, other) || around)) {
        s.problem.record(rule::tail_shift_parallel, other, st, x.line);
      }
    }
  }
}

/// An update writes over what others read: nobody else may read it, and it only its own element.
constexpr void check_update(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.body->kind != expr::definition_kind::update) return;
  const int target = on.source_stage[0];
  if (!s.stages[target]->body->updatable) s.problem.record(rule::update_input, target, st, on.line);
  for (int i = 0; i < s.count; ++i) {
    for (int k = 0; k < s.stages[i]->body->sources.size(); ++k) {
      if (s.stages[i]->source_stage[k] == target && i != st)
        s.problem.record(rule::update_self_read, i, k, s.stages[i]->body->line);
    }
  }
  for (const expr::value& v : on.body->values) {
    if (v.kind != expr::value_kind::read || v.source != 0) continue;
    for (int d = 0; d < v.count; ++d) {
      if (!(on.body->forms[v.first + d] == ir::make_variable(axis_base + d)) ||
          on.body->is_reduction) {
        s.problem.record(rule::update_self_read, st, d, on.line);
      }
    }
  }
}

/// A scan's rows are made in order at the root.
constexpr void check_rows(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.where != placement::root) return s.problem.record(rule::scan_root, st, 0, on.line);
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.padded[d]) return s.problem.record(rule::scan_root, st, 0, on.line);
  }
  const loop& rows = on.loops[0];
  const std::uint32_t line = rows.child < 0 ? rows.line : on.loops[rows.child].line;
  if (on.position(0) != 0 || rows.mark != loop_mark::none) s.problem.record(rule::scan_loop, on.position(0), st, line);
}

/// What depends on a state is computed where its rows are known.
constexpr void check_steps(state& s, int scan) {
  const stage_set steps = recurrent_stages(s, scan);
  for (int st = 0; st < s.count; ++st) {
    const stage& on = *s.stages[st];
    if (((steps >> st) & 1) == 0) continue;
    if (on.body->is_call()) return s.problem.record(rule::call_state, st, scan, on.line);
    const bool inside = on.where == placement::inlined || (on.where == placement::at && is_inside(s, st, scan, 0));
    if (!inside || on.is_output) return s.problem.record(rule::scan_place, st, scan, on.line);
    const bool ahead = on.lead > 0 && on.at_stage == scan && on.at_loop == 0;
    if (ahead) return s.problem.record(rule::scan_ahead, st, scan, on.doubled_line);
  }
}

/// Every state has a scan, and every scan its rows.
constexpr void check_scans(state& s) {
  for (int st = 0; st < s.count && s.problem.ok(); ++st) {
    const stage& on = *s.stages[st];
    if (on.is_state() && on.closed_by < 0) s.problem.record(rule::state_open, st, 0, on.line);
    if (!on.body->is_scan()) continue;
    check_rows(s, st);
    check_steps(s, st);
  }
}

/// The loop around cache_write's tile is still one, and not in lanes.
constexpr void check_tile(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.tile_loop < 0) return;
  if (on.position(on.tile_loop) < 0 || on.loops[on.tile_loop].mark == loop_mark::vectorized)
    s.problem.record(rule::cache_write_place, on.tile_loop, st, on.tile_line);
}

/// Holds a finished schedule against every rule.
constexpr void check(state& s) {
  check_scans(s);
  for (int i = 0; i < s.count && s.problem.ok(); ++i) {
    if (s.stages[i]->is_input()) continue;
    check_place(s, i);
    check_parallel(s, i);
    check_tile(s, i);
    check_tensor(s, i);
    check_call(s, i);
    check_tails(s, i);
    check_padded_sum(s, i);
    check_aligned(s, i);
    check_layout(s, i);
    check_doubled(s, i);
    check_prefetches(s, i);
    check_hints(s, i);
    check_turns(s, i);
    if (s.binds) check_bound_loops(s, i);
    if (s.binds) check_bound_place(s, i);
    if (s.binds) check_bound_around(s, i);
    check_update(s, i);
  }
  if (s.problem.ok()) order_nests(s);
}

}  // namespace tenon::inline TENON_ABI::schedule_room
