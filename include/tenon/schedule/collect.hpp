// From the outputs of a description to the stages of its schedule: every definition that they
// reach, in order of dependence, each with one loop an axis.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

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
  if (!made->is_input()) {
    for (int i = 0; i < body->axes.size(); ++i) {
      loop l{};
      l.label = body->axes[i].label;
      l.reduced = i >= body->rank;
      l.parent = l.partner = l.child = -1;
      l.line = body->line;
      made->order.push(made->loops.push(l));
    }
  }
  s.bodies[s.count] = body;
  s.stages[s.count] = made;
  s.topological[s.count] = s.count;
  return s.count++;
}

/// Adds `d` after everything it reads; findings of definitions become the schedule's.
constexpr int collect(state& s, expr::definition* d) {
  const int known = s.find(d);
  if (known >= 0) return known;
  for (const expr::source& from : d->sources) collect(s, from.tensor);
  const bool full[] = {d->axes.overflowed, d->sources.overflowed, d->values.overflowed,
                       d->forms.overflowed};
  const int room[] = {expr::max_axes, expr::max_sources, expr::max_values, expr::max_forms};
  for (int i = 0; i < 4; ++i) {
    if (full[i]) s.problem.record(rule::too_large, i, room[i], d->line);
  }
  if (!d->problem.ok()) {
    s.problem.record(d->problem.which, d->problem.numbers[0], d->problem.numbers[1],
                     d->problem.line);
  }
  for (int i = 0; i < s.count; ++i) {
    if (s.stages[i]->body->label == d->label)
      s.problem.record(rule::name_twice, s.count, i, d->line);
  }
  return add_stage(s, expr::reference(d));
}

}  // namespace tenon::inline TENON_ABI::schedule_room
