// double_buffer: a stage has two halves of storage in turn, so that what the next iteration of a
// consumer's loop reads is computed before the present one is consumed.
//
//   double_buffer, of P at the loop x:
//                                            P[0] = what x = 0 reads
//     for x in 0 … n:                        for x in 0 … n:
//       P = what x reads             →         if x + 1 < n: P[(x + 1) mod 2] = what x + 1 reads
//       C(… P …)                               C(… P[x mod 2] …)
//
// On a device the threads of a block meet once an iteration instead of twice, and loads of the next
// part are under way while they compute.
//
// Law: every iteration reads what was computed for it, from the same values. Bit-preserving.
#pragma once

#include <tenon/schedule/bind.hpp>
#include <tenon/schedule/storage_align.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

constexpr void double_buffer(state& s, int st, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (!has_own_storage(on)) return s.problem.record(rule::double_buffer_place, st, 0, line);
  on.doubled = true;
  on.doubled_line = line;
  s.remember(primitive::double_buffer, st);
}

/// Whether a stage is computed inside the loops of another, or is that stage.
constexpr bool is_within(const state& s, int st, int outer) {
  for (int step = 0; step < max_stages && st != outer; ++step) {
    if (s.stages[st]->where != placement::at) return false;
    st = s.stages[st]->at_stage;
  }
  return st == outer;
}

/// A stage that `reader` reads, through inlined ones too, which is computed at the same loop as
/// `doubled` and is `wanted`; -1 where there is none.
template <class Wanted>
constexpr int source_beside(const state& s, int reader, int doubled, const Wanted& wanted) {
  const stage& place = *s.stages[doubled];
  for (int k = 0; k < s.stages[reader]->body->sources.size(); ++k) {
    const int from = s.stages[reader]->source_stage[k];
    const stage& source = *s.stages[from];
    const bool beside =
        source.where == placement::at && source.at_stage == place.at_stage && source.at_loop == place.at_loop;
    if (beside && wanted(from)) return from;
    const int behind = source.where == placement::inlined ? source_beside(s, from, doubled, wanted) : -1;
    if (behind >= 0) return behind;
  }
  return -1;
}

/// A stage in two halves is computed at a loop that runs in order, and so is what it reads. It waits for
/// no other thread: what runs ahead stands in a condition, where OpenCL devices get barriers wrong.
constexpr void check_doubled(state& s, int st) {
  const stage& on = *s.stages[st];
  if (!on.doubled) return;
  const int dimensions = on.layout.empty() ? on.body->rank : on.layout.size();
  if (on.where != placement::at || on.has_store || dimensions + 1 > ir::max_rank)
    return s.problem.record(rule::double_buffer_place, st, 0, on.doubled_line);
  if (s.stages[on.at_stage]->loops[on.at_loop].mark != loop_mark::none)
    return s.problem.record(rule::double_buffer_loop, on.at_loop, on.at_stage, on.doubled_line);
  for (int reader = 0; reader < s.count; ++reader) {
    if (!is_within(s, reader, st)) continue;
    const int single = source_beside(s, reader, st, [&](int from) { return !s.stages[from]->doubled; });
    if (single >= 0) return s.problem.record(rule::double_buffer_source, single, st, on.doubled_line);
    const int other = source_beside(s, reader, st, [&](int from) { return is_shared(s, from); });
    const int shared = reader != st && is_shared(s, reader) ? reader : other;
    if (shared >= 0) return s.problem.record(rule::double_buffer_barrier, shared, st, on.doubled_line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
