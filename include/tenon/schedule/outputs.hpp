// Outputs that are computed at another stage's loop: the caller sees all of an output, so the loop's
// iterations must reach each of its elements.
//
//   schedule(P, C) of C(x) = f(P(x)), P at the loop x.o:     for x.o
//                                                              for the part of x.o: P(x), the caller's
//   P and C are computed whole                                 for x.i: C(x.o, x.i) = f(P(x.o, x.i))
//
// The consumer is computed whole itself and reads P at axes of its own with P's extents; all loops around
// P are of those axes alone. Others may read P too: inside the loop, or behind the whole nest, which then
// comes first. In other loops of that nest they would read what isn't made yet.
#pragma once

#include <tenon/schedule/elementwise.hpp>
#include <tenon/schedule/inside.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Whether a loop runs along axes of which `wanted` says that they are, and no others.
template <class Wanted>
constexpr bool runs_along(const stage& on, int l, const Wanted& wanted) {
  const loop& x = on.loops[l];
  if (x.origin == loop_origin::root) return wanted(l);
  return runs_along(on, x.parent, wanted) && (x.origin != loop_origin::fused || runs_along(on, x.partner, wanted));
}

/// All loops around an output's place, those of nests around its consumer's too, run along its axes.
constexpr void check_loops_around(state& s, int st) {
  std::uint32_t own = ~std::uint32_t{0};  // axes of the present stage that are axes of the output
  for (int inner = st; s.stages[inner]->where == placement::at; inner = s.stages[inner]->at_stage) {
    const int outer = s.stages[inner]->at_stage;
    const stage& around = *s.stages[outer];
    const element_reads reads = reads_of(s, outer, inner);
    std::uint32_t along = 0;
    for (int a = 0; a < around.body->rank; ++a) {
      const int d = reads.some ? reads.dimension_of(a, s.stages[inner]->body->rank) : -1;
      if (d >= 0 && ((own >> d) & 1) != 0) along |= std::uint32_t{1} << a;
    }
    const auto is_own = [&](int axis) { return ((along >> axis) & 1) != 0; };
    for (int at = 0; at <= around.position(s.stages[inner]->at_loop); ++at) {
      const int l = around.order[at];
      if (running_position(around, l) == at && !runs_along(around, l, is_own))
        return s.problem.record(rule::output_loops, l, outer, s.stages[st]->line);
    }
    own = along;
  }
}

/// An output at a loop of another stage is computed whole there.
constexpr void check_covered(state& s, int st) {
  const stage& on = *s.stages[st];
  const stage& consumer = *s.stages[on.at_stage];
  const bool whole = consumer.is_output || consumer.body->kind == expr::definition_kind::update;
  const element_reads reads = reads_of(s, on.at_stage, st);
  int other = !whole || !reads.some || consumer.body->is_scan() ? -1 : reads.other;
  bool covers = whole && reads.element_by_element() && !consumer.body->is_scan();
  for (int d = 0; covers && d < on.body->rank; ++d) {
    const expr::bound_axis& own = on.body->axes[d];
    const expr::bound_axis& read = consumer.body->axes[reads.axis[d]];
    if (own.range == read.range && own.divisor == read.divisor) continue;
    covers = false;
    other = d;
  }
  if (!covers) return s.problem.record(rule::output_covered, st, other, on.line);
  check_loops_around(s, st);
}

/// Calls `visit(stage)` for each stage with a nest that reads `st`, through inlined stages too.
template <class Visit>
constexpr void each_reader(const state& s, int st, const Visit& visit) {
  for (int i = 0; i < s.count; ++i) {
    const stage& reader = *s.stages[i];
    bool reads = false;
    for (int k = 0; k < reader.body->sources.size(); ++k) reads = reads || reader.source_stage[k] == st;
    if (reads && reader.where == placement::inlined) each_reader(s, i, visit);
    else if (reads) visit(i);
  }
}

/// Stages that must be computed before others: a bit for each.
struct precedence {
  std::uint32_t before[max_stages] = {};
};

/// What stages read comes before them; the nest in which an output is computed before other nests that
/// read it.
constexpr precedence precedence_of(const state& s) {
  precedence all;
  for (int st = 0; st < s.count; ++st) {
    const stage& on = *s.stages[st];
    for (int k = 0; k < on.body->sources.size(); ++k) all.before[st] |= std::uint32_t{1} << on.source_stage[k];
    if (!on.is_output || on.where != placement::at) continue;
    const int nest = root_of(s, st);
    each_reader(s, st, [&](int reader) {
      const int other = root_of(s, reader);
      if (other != nest) all.before[other] |= std::uint32_t{1} << nest;
    });
  }
  return all;
}

/// Whether all that read an output in the nest where it is computed are inside of its loop.
constexpr bool has_readers_inside(const state& s, int st) {
  const stage& on = *s.stages[st];
  bool inside = true;
  each_reader(s, st, [&](int reader) {
    const bool same_nest = root_of(s, reader) == root_of(s, st);
    inside = inside && (!same_nest || is_inside(s, reader, on.at_stage, on.at_loop));
  });
  return inside;
}

/// Brings stages into an order that keeps all of this, as near to the one they have as can be.
constexpr void order_nests(state& s) {
  int placed = -1;
  for (int st = 0; st < s.count; ++st) {
    if (!s.stages[st]->is_output || s.stages[st]->where != placement::at) continue;
    placed = st;
    if (!has_readers_inside(s, st)) return s.problem.record(rule::output_order, st, s.stages[st]->at_stage, s.stages[st]->line);
  }
  if (placed < 0) return;
  const precedence needs = precedence_of(s);
  std::uint32_t done = 0;
  std::int32_t order[max_stages] = {};
  for (int at = 0; at < s.count; ++at) {
    int next = -1;
    for (int t = 0; t < s.count && next < 0; ++t) {
      const int st = s.topological[t];
      if (((done >> st) & 1) == 0 && (needs.before[st] & ~done) == 0) next = st;
    }
    if (next < 0) return s.problem.record(rule::output_order, placed, s.stages[placed]->at_stage, s.stages[placed]->line);
    order[at] = next;
    done |= std::uint32_t{1} << next;
  }
  for (int at = 0; at < s.count; ++at) s.topological[at] = order[at];
}

}  // namespace tenon::inline TENON_ABI::schedule_room
