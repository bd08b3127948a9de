// reverse_compute_at: a consumer that reads a stage element by element follows into its loops, where
// it uses what a tile has made at once.
//
//   D of D(x) = f(C(x)), at the loop x.o of C, which was split into x.o and x.i:
//
//     for x.o, k, x.i: C(x.o, x.i) ⊕= …           for x.o                       the loops of D now
//     for x: D(x) = f(C(x))                  →      for k, x.i: C(x.o, x.i) ⊕= …
//                                                   for x.i: D(x.o, x.i) = f(C(x.o, x.i))
//
// It is compute_at seen from the other side: the consumer takes over the splits, the order and the
// annotations of the producer's loops of axes; the producer is computed at the innermost of those that
// they share, with the loops that are left, and what was computed at a shared loop moves along. Axes
// that the producer doesn't have run innermost. `taken` names the consumer's loops by the producer's.
//
// Law: every element of the consumer is computed from the same elements as before, and these from the
// same terms in the same order. Bit-preserving.
#pragma once

#include <tenon/schedule/elementwise.hpp>
#include <tenon/schedule/inside.hpp>
#include <tenon/schedule/rfactor.hpp>
#include <tenon/schedule/split.hpp>
#include <tenon/schedule/tail_pad.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Whether a stage has its first loops, none of which anything else uses.
constexpr bool is_unscheduled(const state& s, int st) {
  const stage& on = *s.stages[st];
  for (int i = 0; i < on.order.size(); ++i) {
    if (on.order[i] != i || on.loops[i].child >= 0) return false;
  }
  return on.where == placement::root && !on.body->is_scan() && is_fresh(s, st);
}

/// Whether stage `st` may follow stage `producer` into its loop `l`.
constexpr bool may_follow(state& s, int st, int producer, int l, const element_reads& reads, std::uint32_t line) {
  const stage& from = *s.stages[producer];
  const bool fits = !from.is_input() && from.where == placement::root && !from.body->is_scan() &&
                    from.body->kind != expr::definition_kind::update;
  if (!fits) {
    s.problem.record(rule::reverse_compute_at_producer, producer, 0, line);
    return false;
  }
  const int last = from.position(l);
  if (last < 0) {
    s.problem.record(rule::axis_not_a_loop, l, producer, line);
  } else if (from.loops[l].mark == loop_mark::called) {
    s.problem.record(rule::call_loop, l, producer, line);
  } else if (!reads.element_by_element()) {
    s.problem.record(rule::reverse_compute_at_reads, st, reads.other, line);
  } else if (!is_unscheduled(s, st)) {
    s.problem.record(rule::reverse_compute_at_first, st, 0, line);
  } else {
    for (int at = 0; at <= last; ++at) {
      if (from.loops[from.order[at]].reduced) s.problem.record(rule::reverse_compute_at_reduced, from.order[at], l, line);
    }
    for (const prefetched& x : from.prefetches) {
      if (from.position(x.loop) <= last) s.problem.record(rule::reverse_compute_at_prefetch, x.loop, producer, line);
    }
    const int scattered = scattered_loop(from, last + 1);
    if (scattered >= 0) s.problem.record(rule::reverse_compute_at_order, scattered, l, line);
  }
  return s.problem.ok();
}

/// Gives a stage without a schedule the loops of another, axis for axis. What may not be padded has
/// guards where the other is.
constexpr void take_loops(state& s, int st, int producer, const element_reads& reads, std::uint32_t line) {
  stage& on = *s.stages[st];
  const stage& from = *s.stages[producer];
  on.follows = producer;
  for (int l = 0; l < from.loops.size(); ++l) {
    const loop& x = from.loops[l];
    const int own = x.origin == loop_origin::root ? (x.reduced ? -1 : reads.axis[l]) : x.reduced ? -1 : on.loops.size();
    on.taken.push(own);
    if (own < 0) continue;
    loop taken = x;
    taken.line = line;
    if (taken.mark == loop_mark::tensorized || taken.mark == loop_mark::called) taken.mark = loop_mark::none;
    if (x.origin == loop_origin::root) {
      taken.label = on.loops[own].label;
      taken.parent = taken.partner = taken.child = -1;
      on.loops[own] = taken;
      continue;
    }
    taken.parent = on.taken[x.parent];
    if (taken.at_end == tail::pad && is_whole(on))
      taken.at_end = tail::guard;
    else if (taken.at_end == tail::pad && !pad_axis(s, st, taken.parent, line))
      return;
    const char suffix = x.origin == loop_origin::outer ? 'o' : x.origin == loop_origin::inner ? 'i' : 'f';
    taken.label = derived_name(on.loops[taken.parent].label, suffix);
    taken.child = -1;
    if (add_loop(s, on, taken) < 0) return;
    if (x.origin == loop_origin::inner) {  // its outer part was the loop before
      on.loops[own].partner = on.taken[x.partner];
      on.loops[on.taken[x.partner]].partner = own;
      on.loops[taken.parent].child = on.taken[x.partner];
    }
    if (x.origin != loop_origin::fused) continue;
    on.loops[own].partner = on.taken[x.partner];
    on.loops[taken.parent].child = on.loops[on.taken[x.partner]].child = own;
  }
  const int axes = on.body->axes.size();
  on.order.clear();
  for (const std::int32_t l : from.order) {
    if (on.taken[l] >= 0) on.order.push(on.taken[l]);
  }
  for (int a = 0; a < axes; ++a) {
    if (a >= on.body->rank || reads.dimension_of(a, from.body->rank) < 0) on.order.push(a);
  }
  if (on.order.overflowed) s.problem.record(rule::limit_axes, max_leaves + 1, max_leaves, line);
}

/// Leaves one iteration to each of the `outermost` loops of a nest, and all others to those inside.
constexpr void shed_loops(stage& on, int outermost) {
  bool shed[max_loops] = {};
  for (int l = 0; l < on.loops.size(); ++l)
    shed[l] = on.loops[l].origin == loop_origin::outer && share_of(on, l, outermost) == share::whole;
  for (int l = 0; l < on.loops.size(); ++l) {
    if (!shed[l]) continue;
    for (const int part : {l, static_cast<int>(on.loops[l].partner)}) {
      on.loops[part].by_parts = true;
      on.loops[part].factor = 1;
      on.loops[part].at_end = tail::guard;
    }
  }
  for (int at = 0; at < outermost; ++at) {
    loop& x = on.loops[on.order[at]];
    if (x.mark == loop_mark::vectorized) continue;  // it runs innermost
    x.mark = loop_mark::none;
    x.times = 0;
    x.hint = ir::loop_hint::none;
    x.turns = false;
    x.shed = true;
  }
  if (on.tile_loop >= 0 && on.position(on.tile_loop) < outermost) on.tile_loop = -1;  // its storage is the tile
}

constexpr void reverse_compute_at(state& s, int st, int producer, int l, std::uint32_t line) {
  const element_reads reads = reads_of(s, st, producer);
  if (!may_follow(s, st, producer, l, reads, line)) return;
  take_loops(s, st, producer, reads, line);
  if (!s.problem.ok()) return;
  stage& from = *s.stages[producer];
  const auto moves = [&](int at, int loop) { return at == producer && from.position(loop) <= from.position(l); };
  for (int i = 0; i < s.count; ++i) {
    stage& other = *s.stages[i];
    if (other.where != placement::at) continue;
    if (other.has_store && moves(other.store_stage, other.store_loop)) {
      other.store_loop = s.stages[st]->taken[other.store_loop];
      other.store_stage = st;
    }
    if (!moves(other.at_stage, other.at_loop)) continue;
    other.at_loop = s.stages[st]->taken[other.at_loop];
    other.at_stage = st;
  }
  s.remember(primitive::reverse_compute_at, st, &l, 1, producer);
  from.where = placement::at;
  from.at_stage = st;
  from.at_loop = s.stages[st]->taken[l];
  from.line = line;
  shed_loops(from, from.position(l) + 1);
}

}  // namespace tenon::inline TENON_ABI::schedule_room
