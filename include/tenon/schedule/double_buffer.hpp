// double_buffer: a stage has two halves of storage in turn, so that what the next iteration of a
// consumer's loop reads is computed before the present one is consumed.
//
//   double_buffer, of P at the loop x:
//                                            P[0] = what x = 0 reads
//     for x in 0 … n:                        for x in 0 … n:
//       P = what x reads             →         if x + 1 < n: P[(x + 1) mod 2] = what x + 1 reads
//       C(… P …)                               C(… P[x mod 2] …)
//
//   multi_buffer, 3 parts, of P at the loop x (n ≥ 2):
//                                            P[0] = …, P[1] = what x = 0 and x = 1 read
//     for x in 0 … n:                        for x in 0 … n:
//       P = what x reads             →         if x + 2 < n: P[(x + 2) mod 4] = what x + 2 reads
//       C(… P …)                               C(… P[x mod 4] …)
//
// That is a software pipeline: P runs as many iterations ahead as it has parts but one. What P reads of
// stages at the same loop runs ahead as far, in the same piece, or further, as a stage of the pipeline
// of its own:
//
//   Q, 3 parts, and P of Q, 2 parts:         Q[0], Q[1], P[0]
//                                            for x in 0 … n:
//                                              Q of x + 2;  P of x + 1, from Q[x + 1];  C(… P[x] …)
//
// Storage has as many parts, rounded up to a power of two, as are alive at once. On a device the threads
// of a block meet once an iteration, and loads of later parts are under way while they compute.
//
// Law: every iteration reads what was computed for it, from the same values. Bit-preserving.
#pragma once

#include <tenon/schedule/bind.hpp>
#include <tenon/schedule/outputs.hpp>
#include <tenon/schedule/storage_align.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

inline constexpr index_t max_parts = 8;

/// Whether a stage may be computed `lead` iterations ahead; from now on it is.
constexpr bool lead_by(state& s, int st, index_t lead, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (!has_own_storage(on)) {
    s.problem.record(rule::double_buffer_place, st, 0, line);
    return false;
  }
  on.lead = static_cast<std::int32_t>(lead);
  on.doubled_line = line;
  return true;
}

constexpr void double_buffer(state& s, int st, std::uint32_t line) {
  if (lead_by(s, st, 1, line)) s.remember(primitive::double_buffer, st);
}

constexpr void multi_buffer(state& s, int st, index_t parts, std::uint32_t line) {
  if (parts < 2 || parts > max_parts) return s.problem.record(rule::multi_buffer_parts, parts, max_parts, line);
  if (lead_by(s, st, parts - 1, line)) s.remember(primitive::multi_buffer, st).numbers[0] = parts;
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

/// How many iterations ahead of the one that needs it a stage's elements are read at the latest.
constexpr int lead_of_readers(const state& s, int st) {
  const stage& on = *s.stages[st];
  int least = on.lead;
  each_reader(s, st, [&](int reader) {
    const stage* up = s.stages[reader];
    for (int step = 0; step < max_stages && up->where == placement::at; ++step) {
      if (up->at_stage == on.at_stage && up->at_loop == on.at_loop) break;
      up = s.stages[up->at_stage];
    }
    const bool beside = up->where == placement::at && up->at_stage == on.at_stage && up->at_loop == on.at_loop;
    const int lead = beside ? up->lead : 0;
    if (lead < least) least = lead;
  });
  return least;
}

/// The parts of a stage's storage: as many as are alive at once, as a power of two.
constexpr index_t parts_of_storage(const state& s, int st) {
  const index_t alive = s.stages[st]->lead - lead_of_readers(s, st) + 1;
  index_t parts = 2;
  while (parts < alive) parts *= 2;
  return parts;
}

/// A stage that runs ahead is computed at a loop that runs in order, and so is what it reads. It waits for
/// no other thread: what runs ahead stands in a condition, where OpenCL devices get barriers wrong.
constexpr void check_doubled(state& s, int st) {
  const stage& on = *s.stages[st];
  if (on.lead == 0) return;
  const int dimensions = on.layout.empty() ? on.body->rank : on.layout.size();
  if (on.where != placement::at || on.has_store || dimensions + 1 > ir::max_rank)
    return s.problem.record(rule::double_buffer_place, st, 0, on.doubled_line);
  if (s.stages[on.at_stage]->loops[on.at_loop].mark != loop_mark::none)
    return s.problem.record(rule::double_buffer_loop, on.at_loop, on.at_stage, on.doubled_line);
  for (int reader = 0; reader < s.count; ++reader) {
    if (!is_within(s, reader, st)) continue;
    const int single = source_beside(s, reader, st, [&](int from) { return s.stages[from]->lead < on.lead; });
    if (single >= 0) return s.problem.record(rule::double_buffer_source, single, st, on.doubled_line);
    const int other = source_beside(s, reader, st, [&](int from) { return s.stages[from]->lead == on.lead && is_shared(s, from); });
    const int shared = reader != st && is_shared(s, reader) ? reader : other;
    if (shared >= 0) return s.problem.record(rule::double_buffer_barrier, shared, st, on.doubled_line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
