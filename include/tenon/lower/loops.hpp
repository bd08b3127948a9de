// Loops of a stage as values of its axes, from the inside out, and the conditions under which an
// iteration counts.
//
//   split(i, 8) of 0 … 20:              i = 8·i.o + i.i, condition 19 - i ≥ 0
//   split(i, 8, tail::cut) of 0 … 20:   i = 8·i.o + i.i, no condition
//   split(i, 8, tail::pad) of 0 … 20:   i = 8·i.o + i.i up to 23, no condition
#pragma once

#include <tenon/lower/extents.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The axis that a loop is a part of; -1 where axes were fused.
constexpr int axis_of(const stage& on, int l) {
  while (on.loops[l].origin != loop_origin::root) {
    if (on.loops[l].origin == loop_origin::fused) return -1;
    l = on.loops[l].parent;
  }
  return l;
}

constexpr void add_condition(context& c, int st, const affine& form, int dimension, int axis, bool reduced,
                             bool firm = false) {
  plan& p = c.plan_of(st);
  if (proves(c, form)) return;
  for (condition& k : p.conditions) {
    if (!(k.form == form)) continue;
    k.firm = k.firm || firm;
    return;
  }
  p.conditions.push(condition{form, c.position_of(form, st), dimension, axis, reduced, firm});
}

/// The first index of a shifted tile: min(outer · f, extent - f), or 0 where the extent is less.
constexpr affine shifted_base(context& c, int st, const affine& outer, index_t f, const affine& extent,
                              const name& label) {
  const affine start = outer * f;
  const affine last = extent - f;
  const bool fits = proves(c, last);
  ir::variable low = make_let(label, ir::let_operation::minimum, start, last);
  low.has_lower = fits;
  low.has_upper = true;
  low.upper = last;
  const var_id base = add_let(c, st, low);
  if (fits) return make_variable(base);
  ir::variable clamped = make_let(label, ir::let_operation::maximum, make_variable(base), affine{});
  clamped.has_lower = true;
  clamped.has_upper = true;
  clamped.upper = start;
  return make_variable(add_let(c, st, clamped));
}

/// The first index of part number `outer`, each part `step` long.
constexpr affine part_start(context& c, int st, const affine& outer, const affine& step, const loop& x) {
  if (step.is_constant()) return outer * step.constant;
  if (outer.is_constant()) return step * outer.constant;
  ir::variable v = make_let(x.label, ir::let_operation::product, outer, step);
  set_bounds(v, affine{}, step * (x.factor - 1));
  return make_variable(add_let(c, st, v, x.reduced));
}

/// The value of loop `l` over the variables of the nest.
constexpr affine loop_value(context& c, int st, int l) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  if (p.loop_known[l]) return p.loop_value[l];
  const int child = on.loops[l].child;
  const loop& x = on.loops[child];
  affine value{};
  if (x.origin == loop_origin::fused) {
    const affine fused = loop_value(c, st, child);
    const affine& inner = p.loop_extent[x.partner];
    const bool is_outer = x.parent == l;
    const affine& own = p.loop_extent[l];
    if (fused.is_zero() || (own.is_constant() && own.constant <= 1)) {
      value = affine{};  // a let would stand outside of loops that may have no iteration for its bounds
    } else if (inner.is_constant() && inner.constant <= 1) {  // 0: there are no iterations
      value = is_outer ? fused : affine{};
    } else {
      ir::variable v = make_let(on.loops[l].label,
                                is_outer ? ir::let_operation::floor_div : ir::let_operation::floor_mod, fused, inner);
      set_bounds(v, affine{}, p.loop_extent[l] - 1);
      value = make_variable(add_let(c, st, v, on.loops[l].reduced));
    }
  } else {
    const affine outer = loop_value(c, st, child);
    const affine inner = loop_value(c, st, x.partner);
    const affine& extent = p.loop_extent[l];
    if (x.by_parts) {
      value = part_start(c, st, outer, p.loop_extent[x.partner], x) + inner;
    } else if (x.at_end == tail::shift && !divides(c, x.factor, extent)) {
      value = shifted_base(c, st, outer, x.factor, extent, x.label) + inner;
    } else {
      value = outer * x.factor + inner;
    }
    // What ends early is a whole number of tiles everywhere but at the end of what it is a part of.
    const affine most = ends_early(c, st, l) ? make_affine(on.loops[l].factor) : extent;
    if (x.at_end != tail::pad && !divides(c, x.factor, most)) {
      // beyond the end of a part lie the elements of the next one
      const loop& split = on.loops[l];
      add_condition(c, st, extent - 1 - value, -1, axis_of(on, l), split.reduced, split.origin != loop_origin::root);
    }
  }
  p.loop_value[l] = value;
  p.loop_known[l] = true;
  return value;
}

/// The innermost loop of a stage inside of which all threads of a block compute another stage, maybe
/// in one between; less than at_entry where there is none.
constexpr int last_common_work(const context& c, int st) {
  int last = at_entry - 1;
  for (int other = 0; other < c.schedule.count; ++other) {
    const stage& on = c.stage_at(other);
    if (on.where != placement::at || on.at_stage != st) continue;
    if (!schedule_room::is_shared(c.schedule, other) && last_common_work(c, other) < at_entry) continue;
    const int position = c.plan_of(st).nest.find(on.at_loop);
    if (position > last) last = position;
  }
  return last;
}

/// Conditions that some threads of a block fail are checked inside of all loops over threads, and of
/// those in which all threads have work in common: they come to its barriers first.
constexpr void delay_conditions(context& c, int st) {
  plan& p = c.plan_of(st);
  int first = last_common_work(c, st) + 1;
  for (int i = first < 0 ? 0 : first; i < p.nest.size(); ++i) {
    const loop_mark mark = c.stage_at(st).loops[p.nest[i]].mark;
    if (schedule_room::is_real_thread(mark)) first = i;
  }
  for (condition& k : p.conditions) {
    if (k.position < first && c.varies(k.form)) k.position = first;
  }
}

/// Values of the axes, and the conditions that keep them inside the tensor.
constexpr void plan_axes(context& c, int st) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  for (int a = 0; a < on.body->axes.size(); ++a) {
    const affine local = loop_value(c, st, a);
    const bool reduced = a >= on.body->rank;
    p.axis[a] = reduced ? local : p.low[a] + local;
    if (reduced) continue;
    add_condition(c, st, p.axis[a], a, a, false);
    add_condition(c, st, on.body->axes[a].range - 1 - p.axis[a], a, a, false);
  }
  if (c.schedule.binds) delay_conditions(c, st);
  for (int i = 0; i < p.lets.size(); ++i) {
    if (p.lets[i].position == p.nest.size() - 1) p.vector = false;  // no lanes, one element at a time
  }
}

}  // namespace tenon::inline TENON_ABI::lower
