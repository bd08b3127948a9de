// Nests: loops around leaves, and inside each loop what belongs there: lets, conditions, storage,
// stages computed at it, a reduction's initial value, cache_write's tile (tile.hpp).
#pragma once

#include <tenon/lower/ahead.hpp>
#include <tenon/lower/call.hpp>
#include <tenon/lower/tensorize.hpp>
#include <tenon/lower/tile.hpp>
#include <tenon/lower/zigzag.hpp>

namespace tenon::inline TENON_ABI::lower {

constexpr int emit_loops(context& c, int st, int position, phase which, axis_set checked);
constexpr int emit_inside(context& c, int st, int position, phase which, axis_set checked);
constexpr int emit_stage(context& c, int st);

/// Opens a let inside loop `position`; a copy of the nest defines its own. The variable to define.
constexpr var_id open_let(context& c, int st, int position, var_id let) {
  const ir::variable& original = c.p.variables[let];
  const affine a = c.resolve(original.a);
  const affine b = c.resolve(original.b);
  const affine subject = original.subject < 0 ? affine{} : c.resolve(make_variable(original.subject));
  const bool same_subject = original.subject < 0 || subject == make_variable(original.subject);
  ir::variable copy = original;
  copy.a = a;
  copy.b = b;
  copy.lower = c.resolve(copy.lower);
  copy.upper = c.resolve(copy.upper);
  const bool same_bounds = copy.lower == original.lower && copy.upper == original.upper;
  if (a == original.a && b == original.b && same_subject && same_bounds) return let;
  if (!same_subject && subject.is_constant()) {
    copy.operation = ir::let_operation::affine;
    copy.subject = -1;
    if (subject.constant != 0) copy.a = b;
  } else if (!same_subject) {
    copy.subject = subject.terms[0].var;
  }
  const var_id made = c.add_variable(copy, {st, position});
  c.replaced.push(replacement{let, make_variable(made)});
  return made;
}

/// Whether a condition inside loop `position` is checked in this copy of the nest.
constexpr bool checks(const context& c, int st, const condition& k, int position, phase which, axis_set checked) {
  const plan& p = c.plan_of(st);
  const int leaf = p.vector ? p.nest.size() - 1 : p.nest.size();
  if (k.position != position || k.position >= leaf) return false;
  if (k.reduced && which != phase::compute) return false;
  if (k.firm) return true;
  if (which == phase::tile_init || which == phase::tile_load) return false;
  if (!k.reduced && !is_checked(k, checked)) return false;
  return k.dimension < 0 || !c.stage_at(st).padded[k.dimension];
}

/// The conditions to check inside loop `position`: those that need no let of this position from
/// number `first` on, if they were not among those of `before`.
constexpr list<affine, 24> conditions_at(context& c, int st, int position, phase which, axis_set checked, int before,
                                         int first) {
  const plan& p = c.plan_of(st);
  const auto waits = [&](const condition& k, int from) {
    for (int i = from; i < p.lets.size(); ++i) {
      if (p.lets[i].position == position && k.form.factor_of(p.lets[i].var) != 0) return true;
    }
    return false;
  };
  list<affine, 24> r;
  for (const condition& k : p.conditions) {
    if (!checks(c, st, k, position, which, checked) || waits(k, first)) continue;
    if (before >= 0 && !waits(k, before)) continue;
    const affine form = c.resolve(k.form);
    if (!proves(c, form)) r.push(form);
  }
  return r;
}

/// The nest that writes a reduction's identity, where the reduced loops begin.
constexpr bool needs_init(const context& c, int st) {
  const stage& on = c.stage_at(st);
  return on.body->is_reduction && on.body->kind != expr::definition_kind::update && !c.tiling.contains(st);
}

/// The identity for reductions without any term, where cache_write's tile is never reached.
constexpr void emit_empty_init(context& c, int st, int position, sequence& items) {
  const stage& on = c.stage_at(st);
  for (int a = on.body->rank; a < on.body->axes.size(); ++a) {
    const affine empty = -1 * on.body->axes[a].range;
    if (proves(c, make_affine(-1) - empty)) continue;
    items.push(c.build.guard({empty}, emit_loops(c, st, position, phase::init, all_axes)));
  }
}

/// Storage of the stages that live inside loop `position`, around `body`.
constexpr int emit_allocations(context& c, home place, int body) {
  for (int t = c.schedule.count - 1; t >= 0; --t) {
    const int other = c.schedule.topological[t];
    const stage& on = c.stage_at(other);
    if (on.is_input() || on.where == placement::inlined) continue;
    const home store = allocation_place_of(c, other);
    if (store.stage != place.stage || store.position != place.position) continue;
    for (int r = on.body->results - 1; r >= 0; --r) {
      const int b = c.plan_of(other).buffer[r];
      if (c.p.buffers[b].where != ir::memory::argument) body = c.build.allocate(b, body);
    }
  }
  return body;
}

/// Everything inside loop `position` of a nest that computes: stages computed here, then the rest. Ahead
/// of an iteration, just the work for it.
constexpr int emit_contents(context& c, int st, int position, axis_set checked) {
  const plan& p = c.plan_of(st);
  const stage& on = c.stage_at(st);
  const bool ahead = c.ahead.loop.stage == st && c.ahead.loop.position == position;
  if (ahead && c.ahead.prefetch >= 0) return emit_prefetch(c, st, position, on.prefetches[c.ahead.prefetch]);
  sequence items;
  for (int t = 0; t < c.schedule.count; ++t) {
    const int other = c.schedule.topological[t];
    if (c.stage_at(other).where != placement::at || c.stage_at(other).lead != (ahead ? c.ahead.lead : 0)) continue;
    const home place = place_of(c, other);
    if (place.stage == st && place.position == position) items.push(emit_stage(c, other));
  }
  if (ahead) return as_block(c, items);
  const bool reduces_here = needs_init(c, st) && p.first_reduced == position + 1;
  const int tile = on.tile_loop < 0 ? everywhere - 1 : p.nest.find(on.tile_loop);
  const auto loops = [&](phase which, axis_set axes) { return emit_loops(c, st, position + 1, which, axes); };
  if (reduces_here && tile < position && begins_intrinsic(c, st, position + 1, phase::compute) && computes_sums(c, st)) {
    const int whole = emit_intrinsic(c, st, body_kind::compute, [&] { return loops(phase::compute, checked); });
    if (whole >= 0) {
      items.push(whole);
      return emit_allocations(c, {st, position}, as_block(c, items));
    }
  }
  if (reduces_here && tile > position) emit_empty_init(c, st, position + 1, items);
  else if (reduces_here && tile != position) items.push(emit_loops(c, st, position + 1, phase::init, all_axes));
  if (on.tile_loop >= 0 && tile == position) items.push(emit_tile(c, st, position, loops));
  else items.push(loops(phase::compute, checked));
  return emit_allocations(c, {st, position}, as_block(c, items));
}

/// What stands inside loop `position`, from its let number `next` on: first the conditions that can
/// be checked already, which that let's bounds may rely on.
constexpr int emit_scope(context& c, int st, int position, phase which, axis_set checked, int before, int next) {
  const plan& p = c.plan_of(st);
  const auto skips = [&](const placed_let& let) {
    return let.position != position || (let.reduced && which != phase::compute) || is_replaced(c, let.var);
  };
  while (next < p.lets.size() && skips(p.lets[next])) ++next;
  const list<affine, 24> conditions = conditions_at(c, st, position, which, checked, before, next);
  const int known = c.facts.size();
  for (const affine& k : conditions) c.facts.push(k);
  int body = -1;
  if (next < p.lets.size()) {
    const var_id let = open_let(c, st, position, p.lets[next].var);
    body = c.build.let(let, emit_scope(c, st, position, which, checked, next, next + 1));
  } else {
    body = which == phase::compute ? emit_contents(c, st, position, checked)
                                   : emit_loops(c, st, position + 1, which, checked);
  }
  while (c.facts.size() > known) c.facts.pop();
  return conditions.size() > 0 ? c.build.guard(conditions, body) : body;
}

/// Everything inside loop `position`.
constexpr int emit_inside(context& c, int st, int position, phase which, axis_set checked) {
  const int before = c.replaced.size();
  const int body = emit_scope(c, st, position, which, checked, -1, 0);
  while (c.replaced.size() > before) c.replaced.pop();
  return body;
}

/// One iteration of loop `position`, or a copy of one, behind what it does for later ones.
constexpr int emit_iteration(context& c, int st, int position, phase which, axis_set checked) {
  const auto inside = [&] { return emit_inside(c, st, position, which, checked); };
  sequence items;
  if (which == phase::compute) emit_later_work(c, st, position, items, inside);
  items.push(inside());
  return as_block(c, items);
}

/// A part of a stage for each thread of a block that runs already.
constexpr int emit_by_threads(context& c, int st, int position, const open_thread& by, phase which, axis_set checked) {
  const plan& p = c.plan_of(st);
  c.replaced.push(replacement{p.loop_var[p.nest[position]], make_variable(by.var)});
  const int body = emit_inside(c, st, position, which, checked);
  c.replaced.pop();
  const index_t extent = p.loop_extent[p.nest[position]].constant;
  if (extent > by.extent) c.problem.record(rule::bind_extent, extent, by.extent, c.stage_at(st).line);
  return extent < by.extent ? c.build.guard({make_affine(extent - 1) - make_variable(by.var)}, body) : body;
}

/// Whether a loop has one iteration, as those around it have taken all others.
constexpr bool is_once(const context& c, int st, int l) {
  const loop& x = c.stage_at(st).loops[l];
  return x.shed && x.mark == loop_mark::none && x.times == 0 && c.resolve(c.plan_of(st).loop_extent[l]) == make_affine(1);
}

/// One loop, all of its iterations alike.
constexpr int emit_loop(context& c, int st, int position, phase which, axis_set checked) {
  const plan& p = c.plan_of(st);
  const int l = p.nest[position];
  const loop_mark mark = c.stage_at(st).loops[l].mark;
  if (is_once(c, st, l)) {
    c.replaced.push(replacement{p.loop_var[l], affine{}});
    const int body = emit_iteration(c, st, position, which, checked);
    c.replaced.pop();
    return body;
  }
  const bool is_thread = schedule_room::is_real_thread(mark);
  open_thread* thread = &c.threads[is_thread ? static_cast<int>(mark) - static_cast<int>(loop_mark::thread_x) : 0];
  if (is_thread && thread->open) return emit_by_threads(c, st, position, *thread, which, checked);
  const int before = c.replaced.size();
  const var_id v = open_loop(c, st, position, c.p.variables[p.loop_var[l]].upper);
  if (is_thread) *thread = {true, v, p.loop_extent[l].constant};
  const auto inside = [&] { return emit_iteration(c, st, position, which, checked); };
  const bool turns = c.stage_at(st).loops[l].turns && which == phase::compute;  // elsewhere loops around may be missing
  const int body = turns ? emit_turned(c, st, position, v, inside) : inside();
  if (is_thread) thread->open = false;
  while (c.replaced.size() > before) c.replaced.pop();
  const affine extent = c.resolve(p.loop_extent[l]);
  return emit_marked(c, st, position, v, extent, body);
}

/// Loop `position`: in copies where its last tile is partial, else all of its iterations alike.
constexpr int emit_any_loop(context& c, int st, int position, phase which, axis_set checked) {
  const loop& x = c.stage_at(st).loops[c.plan_of(st).nest[position]];
  const auto inside = [&] { return emit_iteration(c, st, position, which, checked); };
  const var_id base = shifted_let(c, st, position);
  if (base >= 0) return emit_shifted(c, st, position, base, inside);
  const bool cut = x.origin == loop_origin::outer && x.at_end == tail::cut &&
                   !divides(c, x.factor, c.plan_of(st).loop_extent[x.parent]) && !ends_early(c, st, x.partner);
  if (!cut) return emit_loop(c, st, position, which, checked);
  return emit_cut(c, st, position, which, inside);
}

/// The loops from `position` on. Nests that don't compute have no reduced loops.
constexpr int emit_loops(context& c, int st, int position, phase which, axis_set checked) {
  if (c.p.overflowed()) return 0;  // refused in the end: cuts within cuts could go on for ages
  if (begins_call(c, st, position)) return emit_call(c, st);
  const plan& p = c.plan_of(st);
  const stage& on = c.stage_at(st);
  bool padded = on.padded_sum;
  for (int d = 0; d < on.body->rank; ++d) padded = padded || on.padded[d];
  const auto again = [&] { return emit_loops(c, st, position, which, checked); };
  if (begins_intrinsic(c, st, position, which)) {
    const int made = emit_intrinsic(c, st, on.body->is_reduction ? body_kind::update : body_kind::compute, again);
    if (made >= 0) return made;
  }
  if (begins_reset(c, st, position, which)) {
    const int made = emit_reset(c, st, again);
    if (made >= 0) return made;
  }
  const int leaf = p.vector ? p.nest.size() - 1 : p.nest.size();
  if (position == leaf) {
    const int made = emit_leaf(c, st, which, checked, padded);
    if (made >= 0) return made;
  }
  const bool reduced = on.loops[p.nest[position]].reduced;
  if (reduced && which != phase::compute) return emit_inside(c, st, position, which, checked);
  const auto inside = [&] { return emit_inside(c, st, position, which, checked); };
  const int first = which == phase::compute ? emit_first(c, st, position, inside) : -1;
  const int loops = emit_any_loop(c, st, position, which, checked);
  return first < 0 ? loops : c.build.block({first, loops});
}

/// A stage's whole nest. Along an axis that a shared stage doesn't bind, one thread of the block works.
constexpr int emit_stage(context& c, int st) {
  const int body = emit_inside(c, st, at_entry, phase::compute, all_axes);
  list<affine, 3> first;
  for (int axis = 0; axis < 3 && schedule_room::is_shared(c.schedule, st); ++axis) {
    bool bound = !c.threads[axis].open;
    const auto mark = static_cast<loop_mark>(static_cast<int>(loop_mark::thread_x) + axis);
    for (const std::int32_t l : c.stage_at(st).order) bound = bound || c.stage_at(st).loops[l].mark == mark;
    if (!bound) first.push(-1 * make_variable(c.threads[axis].var));
  }
  return first.empty() ? body : c.build.guard(first, body);
}

}  // namespace tenon::inline TENON_ABI::lower
