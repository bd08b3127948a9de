// Outputs at loops of others: where iterations run at once, no two compute the same element.
//
//   for x.o in parallel: P(8·x.o … 8·x.o + 7), C(8·x.o …)     each element once
//   for x.o in parallel: for x.i.o: P of x.i.o, 3 elements    8 isn't a multiple of 3: element 8 of the
//                                                             next x.o would be computed here too
#pragma once

#include <tenon/lower/region.hpp>
#include <tenon/schedule/outputs.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Whether some loop around the place of a stage has iterations that run at once, or take turns.
constexpr bool runs_at_once(const context& c, int st) {
  for (home place = place_of(c, st); place.stage != everywhere; place = place_of(c, place.stage)) {
    for (int i = 0; i <= place.position; ++i) {
      const loop_mark mark = c.stage_at(place.stage).loops[c.plan_of(place.stage).nest[i]].mark;
      if (mark == loop_mark::parallel || schedule_room::is_bound(mark)) return true;
    }
  }
  return false;
}

/// Whether a loop around the place of a call's stage runs along a dimension of the function's tile, all of
/// which every iteration computes.
constexpr bool calls_for_whole(const context& c, int st, home place) {
  const stage& on = c.stage_at(st);
  const schedule_room::element_reads reads = schedule_room::reads_of(c.schedule, on.at_stage, st);
  const auto is_looped = [&](int axis) {
    const int d = reads.dimension_of(axis, on.body->rank);
    return d >= 0 && d < on.body->looped;
  };
  for (int at = 0; on.body->is_call() && at <= place.position; ++at) {
    if (!schedule_room::runs_along(c.stage_at(place.stage), c.plan_of(place.stage).nest[at], is_looped)) return true;
  }
  return false;
}

/// Refuses an output whose tiles may overlap where iterations run at once.
constexpr void check_tiles(context& c, int st) {
  const stage& on = c.stage_at(st);
  if (!on.is_output || on.where != placement::at || !runs_at_once(c, st)) return;
  const home place = place_of(c, st);
  bool overlap = schedule_room::scattered_loop(c.stage_at(place.stage), place.position + 1) >= 0;
  const bool partial = c.stage_at(place.stage).where == placement::at;  // its own tile may end before its loops do
  for (const condition& k : c.plan_of(place.stage).conditions)
    overlap = overlap || (k.position > place.position && (k.firm || (partial && k.dimension < 0)));
  overlap = overlap || calls_for_whole(c, st, place);
  for (int i = 0; i < c.schedule.count; ++i) {
    const stage& reader = c.stage_at(i);
    for (int k = 0; k < reader.body->sources.size(); ++k) {
      const bool reads = reader.source_stage[k] == st && i != place.stage;
      overlap = overlap || (reads && (reader.where == placement::inlined ||
                                      schedule_room::is_inside(c.schedule, i, on.at_stage, on.at_loop)));
    }
  }
  if (overlap) c.problem.record(rule::output_overlap, st, place.stage, on.line);
}

}  // namespace tenon::inline TENON_ABI::lower
