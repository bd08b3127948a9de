// Sliding windows: a stage stored around a loop that computes it keeps what earlier iterations
// computed, and each iteration computes only what is new.
//
//   for y: P from y on, 5 rows      →   for y: P from (y = 0 ? 0 : y + 4) up to row y + 4
//     C(y) = … P(y) … P(y + 4)                 C(y) = …, rows of P stored at row & 7
//
// A loop inside `y` may compute C and P in parts of the rows: each part's earlier rows were computed
// at the same part of an earlier iteration.
#pragma once

#include <tenon/lower/region.hpp>
#include <tenon/schedule/tail_pad.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The only loop variable between a stage's storage and its computation that a form depends on;
/// -1: none, -2: several, or one that isn't a loop's.
constexpr var_id sliding_variable(const context& c, const affine& form, home store) {
  var_id found = -1;
  for (const ir::term& t : form) {
    if (c.in_scope(t.var, store)) continue;
    if (found >= 0 || c.p.variables[t.var].kind != ir::variable_kind::loop) return -2;
    found = t.var;
  }
  return found;
}

/// Whether a form changes with a loop's variable, through lets too.
constexpr bool depends_on(const context& c, const affine& form, var_id along) {
  for (const ir::term& t : form) {
    if (t.var == along) return true;
    const ir::variable& x = c.p.variables[t.var];
    if (x.kind != ir::variable_kind::let) continue;
    if (x.subject >= 0 && depends_on(c, make_variable(x.subject), along)) return true;
    if (depends_on(c, x.a, along) || depends_on(c, x.b, along)) return true;
  }
  return false;
}

/// Whether a loop variable's loop runs its iterations in order on one thread.
constexpr bool is_serial(const context& c, var_id v) {
  const home h = c.homes[v];
  const loop& l = c.stage_at(h.stage).loops[c.plan_of(h.stage).nest[h.position]];
  return l.mark == loop_mark::none || l.mark == loop_mark::unrolled;
}

/// Whether iterations of a consumer's loop may be skipped that come before others that aren't: the
/// elements that they alone would compute would be missing.
constexpr bool may_start_late(const context& c, int st, var_id along) {
  const home loop = c.homes[along];
  for (int at = c.stage_at(st).at_stage; at != everywhere; at = c.stage_at(at).at_stage) {
    const plan& p = c.plan_of(at);
    for (const condition& k : p.conditions) {
      if (k.form.factor_of(along) > 0) return true;
      for (const placed_let& let : p.lets) {
        const bool inside = at != loop.stage || let.position >= loop.position;
        if (inside && k.form.factor_of(let.var) != 0) return true;
      }
    }
    if (at == loop.stage) return false;
  }
  return false;
}

/// Whether every iteration of a loop runs the same iterations of the loops inside it, down to where
/// the stage is computed: only then has an earlier one computed all that a later one skips.
constexpr bool repeats(const context& c, int st, var_id along) {
  const home loop = c.homes[along];
  for (home at = place_of(c, st); at.stage != everywhere; at = place_of(c, at.stage)) {
    const plan& p = c.plan_of(at.stage);
    const int end = at.stage == loop.stage ? loop.position : at_entry;
    for (int i = at.position; i > end; --i) {
      if (depends_on(c, p.loop_extent[p.nest[i]], along)) return false;
    }
    if (at.stage == loop.stage) break;
  }
  return true;
}

/// The loop along which dimension `d` slides; -1 where it doesn't. Other dimensions may be computed
/// in parts, by loops around or inside that one, if the parts are the same in each iteration.
constexpr var_id window_loop(const context& c, int st, int d) {
  const plan& p = c.plan_of(st);
  const var_id along = sliding_variable(c, p.low[d], store_place_of(c, st));
  if (along < 0 || !p.extent[d].is_constant() || !is_serial(c, along)) return -1;
  const index_t step = p.low[d].factor_of(along);
  if (step <= 0 || step >= p.extent[d].constant) return -1;
  for (int other = 0; other < c.stage_at(st).body->rank; ++other) {
    if (other == d) continue;
    if (depends_on(c, p.low[other], along) || depends_on(c, p.extent[other], along)) return -1;
  }
  return repeats(c, st, along) && !may_start_late(c, st, along) ? along : -1;
}

/// How many iterations a loop runs beyond its end at most.
constexpr index_t most_beyond(const stage& on, int l) {
  index_t tile = 1;
  for (; schedule_room::runs_beyond(on, l); l = on.loops[l].child) tile *= on.loops[on.loops[l].child].factor;
  return tile - 1;
}

/// Computes only new elements of a dimension that slides: of several, the one that leaves the
/// smallest part to compute.
constexpr void plan_window(context& c, int st) {
  plan& p = c.plan_of(st);
  const stage& on = c.stage_at(st);
  if (on.where != placement::at || !on.has_store) return;
  int dimension = -1;
  var_id along = -1;
  for (int d = 0; d < on.body->rank; ++d) {
    const var_id loop = window_loop(c, st, d);
    if (loop < 0) continue;
    if (dimension >= 0 && p.low[d].factor_of(loop) * p.extent[dimension].constant >=
                              p.low[dimension].factor_of(along) * p.extent[d].constant) {
      continue;
    }
    dimension = d;
    along = loop;
  }
  if (dimension < 0) return;
  const index_t step = p.low[dimension].factor_of(along);
  const index_t size = p.extent[dimension].constant;
  const affine low = p.low[dimension];
  const affine end = low + size;
  const affine next = end - step;
  ir::variable v = make_let(on.loops[dimension].label, ir::let_operation::first, low, next);
  v.subject = along;
  set_bounds(v, low, next);
  const var_id start = c.add_variable(v, {st, at_entry});
  p.lets.push(placed_let{start, at_entry, false});
  p.low[dimension] = make_variable(start);
  p.extent[dimension] = end - make_variable(start);
  index_t fold = 1;
  while (fold < size + most_beyond(on, dimension)) fold *= 2;
  p.fold[dimension] = fold;
}

}  // namespace tenon::inline TENON_ABI::lower
