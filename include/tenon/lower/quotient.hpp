// Quotients of indices over the loops: affine where the loops tell that they are, lets elsewhere.
//
//   i = 4·i.o + i.i of i.i < 4:      ⌊i / 4⌋ = i.o, so that mod(i, 4) = i.i
//   i = 8·i.o + i.i of i.i < 8:      ⌊i / 16⌋ = ⌊i.o / 2⌋, the same for all of i.i
//   i = 6·i.o + i.i:                 let q = ⌊(6·i.o + i.i) / 4⌋
//
// What is read of a producer at place i.o lies between the quotients of the least and the most index:
// from let low = ⌊6·i.o / 4⌋ on. Such lets are made for the proofs and are no part of the program; those
// that its regions name are settled, inside the loop that they depend on.
#pragma once

#include <tenon/lower/extents.hpp>

namespace tenon::inline TENON_ABI::lower {

/// `axes`, of a definition's axes, are given the values of its quotients too: derive(dividend, divisor). With
/// a divisor of 0 it gives what is picked below a bound.
template <class Derive>
constexpr void bind_derived(const expr::definition& d, affine* axes, const Derive& derive) {
  for (int k = 0; k < d.picks.size(); ++k) axes[expr::max_axes + expr::max_quotients + k] = derive(bind(d.picks[k].bound, axes), 0);
  for (int k = 0; k < d.quotients.size(); ++k) {
    const expr::quotient& q = d.quotients[k];
    axes[expr::max_axes + k] = derive(bind(q.dividend, axes), q.divisor);
  }
}

/// A variable for what is picked from 0 up to a bound.
constexpr ir::variable picked_variable(const affine& bound) {
  ir::variable v{};
  v.label = make_name("at");
  v.kind = ir::variable_kind::picked;
  v.subject = -1;
  set_bounds(v, affine{}, bound - 1);
  return v;
}

/// whole + ⌊rest / divisor⌋.
struct division {
  affine whole, rest;
  index_t divisor;
};

/// Moves what the divisor divides to the whole, and what is certain of the rest.
constexpr void take_whole(const context& c, division& d) {
  affine rest = make_affine(floor_mod(d.rest.constant, d.divisor));
  rest.broken = d.rest.broken;
  d.whole = d.whole + floor_div(d.rest.constant, d.divisor);
  for (const ir::term& t : d.rest) {
    const bool divided = t.factor % d.divisor == 0;
    affine& to = divided ? d.whole : rest;
    to = ir::add_scaled(to, make_variable(t.var), divided ? t.factor / d.divisor : t.factor);
  }
  d.rest = rest;
  affine least = rest;
  if (!bound_in(c, least, false, {everywhere, at_entry}) || !least.is_constant()) return;
  const index_t certain = floor_div(least.constant, d.divisor);
  d.whole = d.whole + certain;
  d.rest = rest - certain * d.divisor;
  if (proves(c, make_affine(d.divisor - 1) - d.rest)) d.rest = affine{};
}

/// Cancels a factor `g` of the divisor if what it doesn't divide of the rest is less than `g`:
/// ⌊(8·i.o + i.i) / 16⌋ = ⌊i.o / 2⌋.
constexpr bool cancel(const context& c, division& d, index_t g) {
  affine divided = make_affine(floor_div(d.rest.constant, g));
  affine small = make_affine(floor_mod(d.rest.constant, g));
  for (const ir::term& t : d.rest) {
    if (t.factor % g == 0) divided = ir::add_scaled(divided, make_variable(t.var), t.factor / g);
    else small = ir::add_scaled(small, make_variable(t.var), t.factor);
  }
  if (!proves(c, small) || !proves(c, make_affine(g - 1) - small)) return false;
  d.rest = divided;
  d.divisor /= g;
  return true;
}

/// ⌊dividend / divisor⌋ with a rest that can't be simplified, or 0.
constexpr division simplify(const context& c, const affine& dividend, index_t divisor) {
  division d{affine{}, dividend, divisor};
  for (bool again = true; again;) {
    take_whole(c, d);
    again = false;
    index_t best = 1;
    for (const ir::term& t : d.rest) {
      const index_t g = std::gcd(t.factor, d.divisor);
      division tried = d;
      if (g > best && cancel(c, tried, g)) best = g;
    }
    if (best > 1) again = cancel(c, d, best);
  }
  d.whole.broken = d.whole.broken || d.rest.broken;
  return d;
}

/// A let for a quotient, with the numbers that are certain of it as bounds.
constexpr ir::variable quotient_let(const context& c, const name& label, const affine& dividend, index_t divisor) {
  ir::variable v = make_let(label, ir::let_operation::floor_div, dividend, make_affine(divisor));
  affine low = dividend;
  affine high = dividend;
  v.has_lower = bound_in(c, low, false, {everywhere, at_entry}) && low.is_constant();
  v.has_upper = bound_in(c, high, true, {everywhere, at_entry}) && high.is_constant();
  if (v.has_lower) v.lower = make_affine(floor_div(low.constant, divisor));
  if (v.has_upper) v.upper = make_affine(floor_div(high.constant, divisor));
  return v;
}

/// Where all of a form's variables are known, as far out as that is: seen from inside of stage `st`.
constexpr home home_of(const context& c, const affine& form, int st) {
  if (c.is_global(form)) return {everywhere, at_entry};
  for (;;) {
    const home here{st, c.position_of(form, st)};
    const stage& on = c.stage_at(st);
    if (here.position != at_entry || on.where != placement::at) return here;
    const home around{on.at_stage, c.plan_of(on.at_stage).nest.find(on.at_loop), schedule_room::is_shared(c.schedule, st)};
    for (const ir::term& t : form) {
      if (!c.in_scope(t.var, around)) return here;
    }
    st = on.at_stage;
  }
}

/// A quotient over the loops of stage `st`'s plan: a form over lets that aren't settled yet. With a divisor
/// of 0, something picked that no place knows.
constexpr affine planned_quotient(context& c, int st, const affine& dividend, index_t divisor) {
  if (divisor == 0) return make_variable(c.add_variable(picked_variable(dividend), {st, c.plan_of(st).nest.size()}));
  const division d = simplify(c, dividend, divisor);
  if (d.rest.is_zero() || d.rest.broken) return d.whole;
  const home where = home_of(c, d.rest, st);
  for (int v = 0; v < c.p.variables.size(); ++v) {
    const ir::variable& x = c.p.variables[v];
    const bool same = is_quotient(x) && x.a == d.rest && x.b.constant == d.divisor;
    if (same && c.homes[v].stage == where.stage && c.homes[v].position == where.position)
      return d.whole + make_variable(v);
  }
  c.divides = true;
  const ir::variable q = quotient_let(c, make_name("q"), d.rest, d.divisor);
  return d.whole + make_variable(c.add_variable(q, where));
}

/// Whether a let is defined in its place.
constexpr bool is_settled(const context& c, var_id v) {
  if (c.homes[v].stage == everywhere) return c.prologue.contains(v);
  for (const placed_let& let : c.plan_of(c.homes[v].stage).lets) {
    if (let.var == v) return true;
  }
  return false;
}

/// Whether a form depends on reduced loops of stage `st`.
constexpr bool is_reduced(const context& c, int st, const affine& form) {
  for (const ir::term& t : form) {
    const ir::variable& x = c.p.variables[t.var];
    const home h = c.homes[t.var];
    if (x.kind == ir::variable_kind::let && (is_reduced(c, st, x.a) || is_reduced(c, st, x.b))) return true;
    const bool own = x.kind == ir::variable_kind::loop && h.stage == st && h.position >= 0;
    if (own && c.stage_at(st).loops[c.plan_of(st).nest[h.position]].reduced) return true;
  }
  return false;
}

/// The quotients that a region names become lets of the program.
constexpr void settle(context& c, const affine& form) {
  if (!c.divides) return;
  for (const ir::term& t : form) {
    const ir::variable& x = c.p.variables[t.var];
    if (!is_quotient(x) || is_settled(c, t.var)) continue;
    settle(c, x.a);
    const home h = c.homes[t.var];
    if (h.stage == everywhere) {
      c.prologue.push(t.var);
      continue;
    }
    plan& p = c.plan_of(h.stage);
    p.lets.push(placed_let{t.var, h.position, is_reduced(c, h.stage, x.a)});
    if (p.lets.overflowed) c.problem.record(rule::program_too_large, 0, p.lets.capacity(), c.stage_at(h.stage).body->line);
  }
}

/// Whether eliminating a quotient by its dividend takes variables out of a form that aren't known at a
/// place: it does in mod(i, 4) = i - 4·⌊i / 4⌋.
constexpr bool cancels(const context& c, const affine& form, const ir::term& t, const ir::variable& quotient, home place) {
  if (t.factor % quotient.b.constant != 0) return false;
  for (const ir::term& u : quotient.a) {
    const index_t other = form.factor_of(u.var);
    if (other != 0 && (other > 0) != ((t.factor > 0) == (u.factor > 0)) && !c.in_scope(u.var, place)) return true;
  }
  return false;
}

/// The bound of a form with quotients over the variables known at a place, where it may become another
/// quotient.
constexpr bool bound_at(context& c, affine& form, bool upper, home place) {
  for (int i = form.count - 1; c.divides && i >= 0; --i) {
    const ir::term t = form.terms[i];
    const ir::variable x = c.p.variables[t.var];
    if (!is_quotient(x) || c.in_scope(t.var, place) || cancels(c, form, t, x, place)) continue;
    affine bound = x.a;
    if (!bound_at(c, bound, upper == (t.factor > 0), place)) return false;
    form = ir::substitute(form, t.var, planned_quotient(c, c.homes[t.var].stage, bound, x.b.constant));
    if (form.broken) return false;
    i = form.count;
  }
  return bound_in(c, form, upper, place);
}

/// The most that an extent is in any iteration, where that can be said over parameters.
constexpr bool bound_extent(const context& c, affine& extent) {
  affine exact = extent;
  const bool known = bound_in(c, extent, true, {everywhere, at_entry});
  if (!c.divides) return known;
  index_t scale = 1;
  for (const ir::term& t : exact) {
    if (is_quotient(c.p.variables[t.var])) scale = std::lcm(scale, c.p.variables[t.var].b.constant);
  }
  exact = exact * scale;
  for (int i = exact.count - 1; i >= 0; --i) {
    const var_id v = exact.terms[i].var;
    if (!is_quotient(c.p.variables[v]) || exact.factor_of(v) % c.p.variables[v].b.constant != 0) continue;
    if (!eliminate(c, exact, v, true)) break;
    i = exact.count;
  }
  if (!bound_in(c, exact, true, {everywhere, at_entry}) || !exact.is_constant()) return known;
  const index_t most = floor_div(exact.constant, scale);
  if (!known || !extent.is_constant() || extent.constant > most) extent = make_affine(most);
  return true;
}

/// A let inside of the innermost loop of stage `at`, around the statement being made.
constexpr affine leaf_let(context& c, int at, const ir::variable& v) {
  for (const leaf_variable& known : c.leaf_lets) {
    const ir::variable& x = c.p.variables[known.var];
    if (known.value < 0 && x.operation == v.operation && x.a == v.a && x.b == v.b) return make_variable(known.var);
  }
  const var_id made = c.add_variable(v, {at, c.plan_of(at).nest.size() - 1});
  c.leaf_lets.push({made, -1});
  return make_variable(made);
}

/// The let that is open at a place of this copy of the nests and computes a quotient already, or -1.
constexpr var_id open_quotient(const context& c, home place, const division& d) {
  for (home at = place; at.stage != everywhere;) {
    for (const placed_let& let : c.plan_of(at.stage).lets) {
      if (let.position > at.position) continue;
      const affine now = c.resolve(make_variable(let.var));
      const ir::variable& x = c.p.variables[now.is_variable() ? now.terms[0].var : let.var];
      if (now.is_variable() && is_quotient(x) && x.a == d.rest && x.b.constant == d.divisor) return now.terms[0].var;
    }
    const stage& on = c.stage_at(at.stage);
    if (on.where != placement::at) return -1;
    at = {on.at_stage, c.plan_of(on.at_stage).nest.find(on.at_loop)};
  }
  return -1;
}

/// A quotient at a place where a statement is being made: where each lane needs another one, the lanes
/// can't stay.
constexpr affine leaf_quotient(context& c, home place, const affine& dividend, index_t divisor) {
  const division d = simplify(c, dividend, divisor);
  if (d.rest.is_zero() || d.rest.broken) return d.whole;
  if (c.lane >= 0 && d.rest.factor_of(c.lane) != 0) {
    c.lane_divided = true;
    return d.whole;
  }
  const var_id known = open_quotient(c, place, d);
  if (known >= 0) return d.whole + make_variable(known);
  return d.whole + leaf_let(c, place.stage, quotient_let(c, make_name("q"), d.rest, d.divisor));
}

/// Whether a variable is defined around the statement being made.
constexpr bool is_leaf_let(const context& c, var_id v) {
  for (const leaf_variable& x : c.leaf_lets) {
    if (x.var == v) return true;
  }
  return false;
}

/// A form of the plan at a place where a statement is being made, in this copy of the nest.
constexpr affine leaf_form(context& c, home place, affine form) {
  for (int i = form.count - 1; c.divides && i >= 0; --i) {
    const var_id v = form.terms[i].var;
    const ir::variable x = c.p.variables[v];
    if (!is_quotient(x) || is_settled(c, v) || is_leaf_let(c, v)) continue;
    form = ir::substitute(form, v, leaf_quotient(c, place, leaf_form(c, place, x.a), x.b.constant));
    i = form.count;
  }
  return c.resolve(form);
}

}  // namespace tenon::inline TENON_ABI::lower
