// Extents of a stage's loops, from the outside in, and a variable for each loop of its nest.
//
//   split(i, 8) of 0 … 20:              i.o < 3, i.i < 8
//   split(i, 8, tail::cut) of 0 … 20:   i.o < 3, i.i < min(8, 20 - 8·i.o)
#pragma once

#include <numeric>

#include <tenon/lower/bounds.hpp>

namespace tenon::inline TENON_ABI::lower {

/// A let with its operands, at `where`; bounds are set by the caller.
constexpr ir::variable make_let(const name& label, ir::let_operation op, const affine& a, const affine& b) {
  ir::variable v{};
  v.label = label;
  v.kind = ir::variable_kind::let;
  v.operation = op;
  v.subject = -1;
  v.a = a;
  v.b = b;
  return v;
}

constexpr void set_bounds(ir::variable& v, const affine& lower, const affine& upper) {
  v.has_lower = v.has_upper = true;
  v.lower = lower;
  v.upper = upper;
}

/// Adds a let to stage `st` (or to none: `everywhere`), as far out as its operands allow: in the
/// prologue or inside one of the stage's loops.
constexpr var_id add_let(context& c, int st, const ir::variable& v, bool reduced = false) {
  const bool global = c.is_global(v.a) && c.is_global(v.b) &&
                      (v.subject < 0 || c.homes[v.subject].stage == everywhere);
  if (global || st == everywhere) {
    const var_id id = c.add_variable(v, {everywhere, at_entry});
    c.prologue.push(id);
    return id;
  }
  plan& p = c.plan_of(st);
  int position = c.position_of(v.a, st);
  const int other = c.position_of(v.b, st);
  if (other > position) position = other;
  const var_id id = c.add_variable(v, {st, position});
  p.lets.push(placed_let{id, position, reduced});
  return id;
}

/// The let of the prologue that computes this already, or -1.
constexpr var_id known_let(const context& c, ir::let_operation op, const affine& a, const affine& b) {
  for (const var_id known : c.prologue) {
    const ir::variable& k = c.p.variables[known];
    if (k.operation == op && k.a == a && k.b == b) return known;
  }
  return -1;
}

/// The form, or 0 where it is less: regions of tensors that nothing is read of may be negative.
constexpr affine not_negative(context& c, int st, const affine& x, const name& label, bool reduced = false) {
  if (proves(c, x)) return x;
  if (x.is_constant()) return affine{};
  const var_id known = known_let(c, ir::let_operation::maximum, x, affine{});
  if (known >= 0) return make_variable(known);
  ir::variable v = make_let(label, ir::let_operation::maximum, x, affine{});
  v.has_lower = true;
  return make_variable(add_let(c, st, v, reduced));
}

/// ⌈x / f⌉ as a form, with a let where it isn't affine.
constexpr affine ceil_div_form(context& c, int st, const affine& form, index_t f, const name& label,
                               bool reduced = false) {
  if (f == 1) return form;
  const affine x = not_negative(c, st, form, label, reduced);
  bool exact = floor_mod(x.constant, f) == 0;
  for (const ir::term& t : x) exact = exact && t.factor % f == 0;
  if (x.is_constant()) return make_affine(ceil_div(x.constant, f));
  if (exact) {
    affine r = x;
    r.constant /= f;
    for (int i = 0; i < r.count; ++i) r.terms[i].factor /= f;
    return r;
  }
  if (x.count == 1 && x.constant == 0 && c.p.variables[x.terms[0].var].multiple > 1 &&
      (x.terms[0].factor * c.p.variables[x.terms[0].var].multiple) % f == 0) {
    exact = true;  // the division leaves no rest, though the quotient is no affine form
  }
  const affine rounded = exact ? x : x + (f - 1);
  const var_id known = known_let(c, ir::let_operation::floor_div, rounded, make_affine(f));
  if (known >= 0) return make_variable(known);
  ir::variable v = make_let(label, ir::let_operation::floor_div, rounded, make_affine(f));
  affine most = x;
  const bool limited = bound_in(c, most, true, {everywhere, at_entry}) && most.is_constant();
  set_bounds(v, affine{}, limited ? make_affine(ceil_div(most.constant, f)) : x);
  return make_variable(add_let(c, st, v, reduced));
}

/// Whether f divides x for certain.
constexpr bool divides(const context& c, index_t f, const affine& x) {
  if (floor_mod(x.constant, f) != 0) return false;
  for (const ir::term& t : x) {
    const index_t multiple = c.p.variables[t.var].multiple;
    if ((t.factor * (multiple > 1 ? multiple : 1)) % f != 0) return false;
  }
  return true;
}

/// a · b as a form, with a let where it isn't affine.
constexpr affine product_form(context& c, int st, const affine& first, const affine& second, const name& label,
                              bool reduced = false) {
  const affine a = not_negative(c, st, first, label, reduced);
  const affine b = not_negative(c, st, second, label, reduced);
  if (a.is_constant()) return b * a.constant;
  if (b.is_constant()) return a * b.constant;
  const var_id known = known_let(c, ir::let_operation::product, a, b);
  if (known >= 0) return make_variable(known);
  ir::variable v = make_let(label, ir::let_operation::product, a, b);
  v.has_lower = true;
  return make_variable(add_let(c, st, v, reduced));
}

/// The nest's order, with the vectorized loop innermost. Of an intrinsic's loops reduced ones stand
/// outside, so that sums begin around them.
constexpr void plan_nest(context& c, int st) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  const int from = on.tensor_loop < 0 ? on.order.size() : on.position(on.tensor_loop);
  int vectorized = -1;
  for (const bool reduced : {true, false}) {
    for (int i = reduced ? 0 : from; i < on.order.size(); ++i) {
      const std::int32_t l = on.order[i];
      if (i >= from && on.loops[l].reduced != reduced) continue;
      if (on.loops[l].mark == loop_mark::vectorized) vectorized = l;
      else p.nest.push(l);
    }
  }
  if (vectorized >= 0) p.nest.push(vectorized);
  p.vector = vectorized >= 0;
  p.first_reduced = p.nest.size();
  for (int at = 0; at < p.nest.size(); ++at) {
    if (on.loops[p.nest[at]].reduced && at < p.first_reduced) p.first_reduced = at;
  }
}

/// Whether the inner loop of a cut split is just shorter in the last tile, so that its tiles need no
/// copies: a plain loop, or one that is cut into tiles itself.
constexpr bool ends_early(const context& c, int st, int l) {
  const stage& on = c.stage_at(st);
  const loop& x = on.loops[l];
  if (x.origin != loop_origin::inner || x.by_parts) return false;
  const loop& outer = on.loops[x.partner];
  if (outer.at_end != tail::cut || outer.mark == loop_mark::vectorized) return false;
  if (!c.plan_of(st).nest.contains(x.partner)) return false;
  if (x.child < 0) return x.mark == loop_mark::none;
  const loop& part = on.loops[x.child];
  return part.origin == loop_origin::outer && !part.by_parts && part.at_end == tail::cut && x.factor % part.factor == 0;
}

/// What remains of loop `l` after whole tiles of f, where that is anything: constant for all parts
/// of a constant extent, of which just the last one may end early. -1: it isn't known.
constexpr index_t known_rest(const context& c, int st, int l, index_t f) {
  const loop& x = c.stage_at(st).loops[l];
  const int from = ends_early(c, st, l) && x.factor % f == 0 ? x.parent : l;
  const affine& extent = c.plan_of(st).loop_extent[from];
  return extent.is_constant() && extent.constant >= 0 ? extent.constant % f : -1;
}

/// The extent of an inner loop that ends early: min(factor, extent - factor · outer).
constexpr affine early_end(context& c, int st, int l) {
  const loop& x = c.stage_at(st).loops[l];
  const plan& p = c.plan_of(st);
  const affine& whole = p.loop_extent[x.parent];
  if (divides(c, x.factor, whole)) return make_affine(x.factor);
  if (whole.is_constant() && whole.constant < x.factor) return whole;
  const affine rest = whole - make_variable(p.loop_var[x.partner], x.factor);
  ir::variable v = make_let(x.label, ir::let_operation::minimum, make_affine(x.factor), rest);
  set_bounds(v, make_affine(1), make_affine(x.factor));
  v.multiple = std::gcd(x.factor, whole.constant);
  for (const ir::term& t : whole) {
    const index_t multiple = c.p.variables[t.var].multiple;
    v.multiple = std::gcd(v.multiple, t.factor * (multiple > 1 ? multiple : 1));
  }
  return make_variable(add_let(c, st, v, x.reduced));
}

/// The variable of loop `l`, which stands at position `at` of the nest.
constexpr void plan_variable(context& c, int st, int l, int at) {
  plan& p = c.plan_of(st);
  const loop& x = c.stage_at(st).loops[l];
  const affine& n = p.loop_extent[l];
  ir::variable v{};
  v.label = x.label;
  v.kind = ir::variable_kind::loop;
  v.subject = -1;
  set_bounds(v, affine{}, n - 1);
  p.loop_var[l] = c.add_variable(v, {st, at});
  p.loop_value[l] = n == make_affine(1) ? affine{} : make_variable(p.loop_var[l]);
  p.loop_known[l] = true;
  if (x.shed && c.schedule.binds && !(n == make_affine(1))) {  // others read more than the consumer's tile
    for (const std::int32_t inner : p.nest) {
      if (schedule_room::is_thread(c.stage_at(st).loops[inner].mark))
        c.problem.record(rule::bind_order, at, p.nest.size(), x.line);
    }
  }
  if (schedule_room::is_thread(x.mark)) {
    const bool is_virtual = x.mark == loop_mark::virtual_thread;
    const index_t most = is_virtual || !c.p.machine.has_blocks() ? schedule_room::max_vector : c.p.machine.block_threads;
    if (!n.is_constant() || n.constant > most)
      c.problem.record(rule::bind_extent, n.is_constant() ? n.constant : -1, most, x.line);
    return;
  }
  if (x.mark != loop_mark::unrolled && x.mark != loop_mark::vectorized) return;
  const bool unrolled = x.mark == loop_mark::unrolled;
  const index_t most = unrolled ? schedule_room::max_unroll : schedule_room::max_vector;
  if (n.is_constant() && n.constant <= most) return;
  c.problem.record(unrolled ? rule::unroll_extent : rule::vectorize_extent, n.is_constant() ? n.constant : -1, most,
                   x.line);
}

/// Extents of all loops of a stage, outer parts before inner parts, and the variables of those that
/// stand in the nest.
constexpr void plan_extents(context& c, int st) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  const int rank = on.body->rank;
  for (int l = 0; l < on.loops.size(); ++l) {
    const loop& x = on.loops[l];
    const bool divided = x.origin == (x.by_parts ? loop_origin::inner : loop_origin::outer);
    if (x.origin == loop_origin::root) {
      const expr::bound_axis& axis = on.body->axes[l];
      p.loop_extent[l] = l < rank ? p.extent[l] : ceil_div_form(c, st, axis.range, axis.divisor, x.label, true);
    } else if (x.origin == loop_origin::fused) {
      p.loop_extent[l] = product_form(c, st, p.loop_extent[x.parent], p.loop_extent[x.partner], x.label, x.reduced);
    } else if (divided) {
      p.loop_extent[l] = ceil_div_form(c, st, p.loop_extent[x.parent], x.factor, x.label, x.reduced);
    } else {
      p.loop_extent[l] = ends_early(c, st, l) ? early_end(c, st, l) : make_affine(x.factor);
    }
    const int at = p.nest.find(l);
    if (at >= 0) plan_variable(c, st, l, at);
  }
}

}  // namespace tenon::inline TENON_ABI::lower
