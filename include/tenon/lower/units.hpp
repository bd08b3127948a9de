// Decoupled targets: what units of their own run, as one stream of instructions in which the loads of one
// virtual thread stand before the computation of another, and tokens that keep the units in order (paper
// §4.4, figures 8 and 9).
//
//   virtual v < 2:               push(compute, load) twice
//     for k:                     for k:
//       inp = A[v, k]        →     pop(compute, load); inp[0] = A[0, k]; push(load, compute)
//       acc += inp                 pop(compute, load); inp[1] = A[1, k]; push(load, compute)
//                                  pop(load, compute); acc[0] += inp[0]; push(compute, load)
//                                  pop(load, compute); acc[1] += inp[1]; push(compute, load)
//                                pop(compute, load) twice
#pragma once

#include <tenon/lower/copies.hpp>
#include <tenon/lower/threads.hpp>
#include <tenon/lower/tokens.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The scratchpads that a schedule names are the target's.
constexpr void check_scratchpads(context& c) {
  int count = 0;
  for (const scratchpad& x : c.p.machine.scratchpads) count += x.label.empty() ? 0 : 1;
  for (int st = 0; st < c.schedule.count; ++st) {
    const stage& on = c.stage_at(st);
    const bool named = on.scope == memory_scope::scratchpad;
    if (named && c.p.machine.find_scratchpad(on.scratchpad) == 0)
      c.problem.record(rule::scratchpad_unknown, st, count, on.scope_line);
    for (const std::int32_t l : on.order) {
      const loop_mark mark = on.loops[l].mark;
      const bool at_once = mark == loop_mark::parallel || schedule_room::is_block(mark) || schedule_room::is_real_thread(mark);
      if (at_once && c.p.machine.is_decoupled()) c.problem.record(rule::decoupled_loop, l, st, on.loops[l].line);
    }
  }
}

/// The stage whose elements a buffer holds.
constexpr int stage_of_buffer(context& c, int buffer) {
  for (int st = 0; st < c.schedule.count; ++st) {
    const plan& p = c.plan_of(st);
    for (const std::int32_t b : p.buffer) {
      if (b == buffer && !c.stage_at(st).is_input()) return st;
    }
    if (p.tile_buffer == buffer) return st;
  }
  return 0;
}

/// A unit runs every store.
constexpr void check_units(context& c, const ir::read_table& reads, int s) {
  for (; s >= 0; s = c.p.statements[s].next) {
    const ir::statement& x = c.p.statements[s];
    if (x.kind == ir::statement_kind::pick) {
      const int st = c.homes[x.var].stage;
      c.problem.record(rule::gather_decoupled, st, 0, c.stage_at(st).line);
    } else if (x.kind != ir::statement_kind::store) {
      check_units(c, reads, x.body);
    } else if (!ir::runner_of(c.p, reads, s).exists) {
      const int st = stage_of_buffer(c, x.buffer);
      c.problem.record(rule::decoupled_memory, st, c.p.buffers[x.buffer].scratchpad, c.stage_at(st).line);
    }
  }
}

/// All that lies in a scratchpad fits it.
constexpr void check_room(context& c) {
  index_t bytes[max_scratchpads] = {};
  for (int b = 0; b < c.p.buffers.size(); ++b) {
    const ir::buffer& x = c.p.buffers[b];
    if (x.scratchpad == 0) continue;
    index_t& here = bytes[x.scratchpad - 1];
    here += (bytes_of(x) + 63) / 64 * 64;
    const std::int32_t most = c.p.machine.scratchpads[x.scratchpad - 1].bytes;
    if (here > most) c.problem.record(rule::scratchpad_size, here, most, c.stage_at(stage_of_buffer(c, b)).scope_line);
  }
}

/// Interleaves virtual threads into one stream and puts tokens into it.
constexpr int arrange_units(context& c, int root) {
  box<ir::read_table> reads(c.p);
  check_units(c, *reads, root);
  if (!c.problem.ok()) return root;
  root = c.build.block({move_inwards(c, root, false, false, &*reads)});
  check_room(c);
  box<copy_pass> copies(c);
  copies->expand(root);
  if (c.p.overflowed() || !c.problem.ok()) return root;
  box<token_pass> tokens(c);
  tokens->run(root);
  return root;
}

}  // namespace tenon::inline TENON_ABI::lower
