// From the outputs of a description to the stages of its schedule: every definition that they
// reach, in order of dependence, each with one loop an axis.
#pragma once

#include <tenon/schedule/scan.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// One loop for each axis of the stage's definition, in order.
constexpr void start_loops(stage& on) {
  on.loops.clear();
  on.order.clear();
  for (int i = 0; i < on.body->axes.size(); ++i) {
    loop l{};
    l.label = on.body->axes[i].label;
    l.reduced = i >= on.body->rank;
    if (on.body->is_call() && i >= on.body->looped) l.mark = loop_mark::called;
    l.parent = l.partner = l.child = -1;
    l.line = on.body->line;
    on.order.push(on.loops.push(l));
  }
}

/// Appends a stage for a definition whose sources have stages already.
constexpr int add_stage(state& s, const expr::reference& body) {
  if (s.count == max_stages) {
    s.problem.record(rule::limit_stages, s.count + 1, max_stages, body->line);
    return max_stages - 1;
  }
  stage* made = new stage(body.get());
  for (int i = 0; i < body->sources.size(); ++i) {
    made->source_stage[i] = s.find(body->sources[i].tensor);
  }
  if (!made->is_input()) start_loops(*made);
  s.bodies[s.count] = s.named[s.count] = body;
  s.stages[s.count] = made;
  s.topological[s.count] = s.count;
  return s.count++;
}

/// A definition keeps all that it was told.
constexpr void check_tables(state& s, const expr::definition& d) {
  const bool full[] = {d.axes.overflowed, d.sources.overflowed, d.values.overflowed, d.forms.overflowed, d.quotients.overflowed, d.picks.overflowed};
  const int room[] = {expr::max_axes, expr::max_sources, expr::max_values, expr::max_forms, expr::max_quotients, expr::max_picks};
  for (int i = 0; i < 6; ++i) {
    if (full[i]) s.problem.record(rule::too_large, i, room[i], d.line);
  }
}

/// Moves the last stage to `position` in the order of dependence.
constexpr void move_last(state& s, int position) {
  const std::int32_t last = s.topological[s.count - 1];
  for (int at = s.count - 1; at > position; --at) s.topological[at] = s.topological[at - 1];
  s.topological[position] = last;
}

/// The position of a stage in the order of dependence.
constexpr int dependence_position(const state& s, int st) {
  int at = 0;
  while (s.topological[at] != st) ++at;
  return at;
}

/// Adds `d` after everything it reads; findings of definitions become the schedule's.
constexpr int collect(state& s, expr::definition* d) {
  const int known = s.find(d);
  if (known >= 0) return known;
  for (const expr::source& from : d->sources) collect(s, from.tensor);
  check_tables(s, *d);
  if (!d->problem.ok()) {
    s.problem.record(d->problem.which, d->problem.numbers[0], d->problem.numbers[1],
                     d->problem.line);
  }
  for (int i = 0; i < s.count; ++i) {
    if (s.stages[i]->body->label == d->label)
      s.problem.record(rule::name_twice, s.count, i, d->line);
  }
  const int made = add_stage(s, expr::reference(d));
  if (d->is_scan() && s.problem.ok()) close_states(s, made);
  return made;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
