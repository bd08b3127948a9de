// Where the steps of a recurrence are computed: in the loop over the rows of the scan that closes it.
//
//   scan S(u, j) of a step b that needs a, which reads the state:
//
//     for u                    row 0 of S is the start, and what computes row u finds rows 0 … u - 1
//       a(u - 1, …)
//       b(u - 1, …)
//       for j: S(u, j) = u ≥ 1 ? b(u - 1, j) : start(j)
//
// Stages between the state and the scan are there if nothing is said; compute_at may place them
// further in, compute_inline replaces them.
//
// Law: rows are made in order, each from rows made before. Bit-preserving.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// A set of stages: bit i for stage i.
using stage_set = std::uint32_t;
static_assert(max_stages <= 32);

/// The stages that read a state which stage `scan` closes, or read such stages other than the scan.
constexpr stage_set recurrent_stages(const state& s, int scan) {
  stage_set found = 0;
  for (int t = 0; t < s.count; ++t) {
    const int st = s.topological[t];
    const stage& on = *s.stages[st];
    if (st == scan) continue;
    for (int k = 0; k < on.body->sources.size(); ++k) {
      const int from = on.source_stage[k];
      const bool recurs = ((found >> from) & 1) != 0 || s.stages[from]->closed_by == scan;
      if (recurs) found |= stage_set{1} << st;
    }
  }
  return found;
}

/// The stages that stage `st` needs.
constexpr stage_set needed_stages(const state& s, int st) {
  stage_set found = stage_set{1} << st;
  for (int t = s.count - 1; t >= 0; --t) {
    const int reader = s.topological[t];
    if (((found >> reader) & 1) == 0) continue;
    for (int k = 0; k < s.stages[reader]->body->sources.size(); ++k)
      found |= stage_set{1} << s.stages[reader]->source_stage[k];
  }
  return found;
}

/// Places what a scan's rows are made of at its loop over the rows, unless it has a place.
constexpr void place_steps(state& s, int scan) {
  const stage_set steps = recurrent_stages(s, scan) & needed_stages(s, scan);
  for (int st = 0; st < s.count; ++st) {
    stage& on = *s.stages[st];
    if (((steps >> st) & 1) == 0 || on.where != placement::root || on.is_output || on.body->is_scan()) continue;
    on.where = placement::at;
    on.placed_by_scan = true;
    on.at_stage = scan;
    on.at_loop = 0;
  }
}

/// The same for all scans, after a primitive made a stage.
constexpr void place_steps(state& s) {
  for (int st = 0; st < s.count; ++st) {
    if (s.stages[st]->body->is_scan()) place_steps(s, st);
  }
}

/// Tells states of the scan that closes them.
constexpr void close_states(state& s, int scan) {
  stage& on = *s.stages[scan];
  for (int r = 0; r < on.body->results; ++r) {
    stage& closed = *s.stages[on.source_stage[on.body->closes[r]]];
    closed.closed_by = scan;
    closed.closed_result = r;
  }
  place_steps(s, scan);
}

}  // namespace tenon::inline TENON_ABI::schedule_room
