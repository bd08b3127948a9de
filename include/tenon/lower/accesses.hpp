// Accesses: every read of a definition stays inside its tensor, for all sizes that are allowed, or
// stands in a select whose condition keeps it inside. What depends on symbolic extents becomes a
// requirement that each call is held against.
#pragma once

#include <limits>
#include <numeric>

#include <tenon/lower/bounds.hpp>

namespace tenon::inline TENON_ABI::lower {

using active_conditions = list<affine, 12>;

/// Whether a form of a definition has quotients, which its last term then is.
constexpr bool has_quotients(const affine& form) {
  return form.count > 0 && form.terms[form.count - 1].var >= quotient_base;
}

/// A form of a definition with its axes replaced by their bounds: at most the form's value; broken where it
/// has quotients.
constexpr affine lowest_value(const expr::definition& d, affine form) {
  form.broken = form.broken || has_quotients(form);
  while (!form.broken && form.count > 0 && form.terms[form.count - 1].var >= axis_base) {
    const ir::term t = form.terms[form.count - 1];
    const expr::bound_axis& axis = d.axes[t.var - axis_base];
    if (t.factor < 0 && t.factor % axis.divisor == 0) {  // divisor · axis ≤ range - 1
      form = ir::add_scaled(ir::substitute(form, t.var, affine{}), axis.range - 1, t.factor / axis.divisor);
    } else {
      form = ir::substitute(form, t.var, t.factor > 0 ? affine{} : axis.range - 1);
    }
  }
  return form;
}

/// How often factor `b` goes into factor `a`; 0 where it doesn't.
constexpr index_t times_in(index_t a, index_t b) {
  if (b == 0 || (a < 0) != (b < 0)) return 0;
  if (b == -1) return a == std::numeric_limits<index_t>::min() ? 0 : -a;
  return a % b == 0 ? a / b : 0;
}

/// Whether form ≥ 0 follows from the axes' ranges, or from a condition k ≥ 0 taken once or as often
/// as form has one of its variables: 2n - 1 - (2i + 1) ≥ 0 is twice n - 1 - i ≥ 0.
constexpr bool follows(const context& c, const expr::definition& d, const affine& form, const active_conditions& active) {
  if (proves(c, lowest_value(d, form))) return true;
  for (const affine& k : active) {
    if (proves(c, lowest_value(d, form - k))) return true;
    for (const ir::term& t : form) {
      for (const ir::term& u : k) {
        const index_t times = u.var == t.var ? times_in(t.factor, u.factor) : 0;
        if (times > 1 && proves(c, lowest_value(d, form - k * times))) return true;
      }
    }
  }
  return false;
}

/// `scale` times a form of a definition, less what its quotients may fall short of their dividends, so that it
/// is ≥ 0 only if the form is.
struct scaled_form {
  affine form;
  index_t scale;

  /// The form of which ≥ 0 says that the whole number it was made of is ≥ 0.
  constexpr affine rounded() const { return form + (scale - 1); }
};

/// Replaces the last quotient of a form by what it is made from: c·q ≥ dividend - (c - 1), c·q ≤ dividend.
constexpr scaled_form by_dividend(const expr::definition& d, const scaled_form& f) {
  const ir::term t = f.form.terms[f.form.count - 1];
  const expr::quotient& q = d.quotients[t.var - quotient_base];
  const index_t times = q.divisor / std::gcd(q.divisor, t.factor);
  const affine product = t.factor > 0 ? q.dividend - (q.divisor - 1) : q.dividend;
  affine r = ir::substitute(f.form * times, t.var, affine{});
  r = ir::add_scaled(r, product, f.form.factor_of(t.var) * times / q.divisor);
  r.broken = r.broken || times > most_scale / f.scale;
  return {r, f.scale * (r.broken ? 1 : times)};
}

/// Whether a form, maybe with quotients, is ≥ 0 by conditions, by what its quotients are made from, or by the
/// least and the most that they are.
constexpr bool follows(const context& c, const expr::definition& d, const scaled_form& f, const active_conditions& active) {
  if (follows(c, d, f.rounded(), active)) return true;
  if (!has_quotients(f.form) || f.form.broken) return false;
  if (follows(c, d, by_dividend(d, f), active)) return true;
  const ir::term t = f.form.terms[f.form.count - 1];
  const expr::quotient& q = d.quotients[t.var - quotient_base];
  const affine least = lowest_value(d, t.factor > 0 ? q.dividend : -1 * q.dividend);
  if (!least.is_constant()) return false;
  const index_t bound = floor_div(t.factor > 0 ? least.constant : -least.constant, q.divisor);
  return follows(c, d, {ir::substitute(f.form, t.var, make_affine(bound)), f.scale}, active);
}

/// form ≥ 0 must hold: it does, or each call must show it, or the description is wrong. What is picked may be
/// anything below its bound.
constexpr void demand(context& c, const expr::definition& d, affine form, const active_conditions& active,
                      rule broken, index_t first, index_t second) {
  while (form.count > 0 && form.terms[form.count - 1].var >= expr::pick_base) {
    const ir::term t = form.terms[form.count - 1];
    const affine last = d.picks[t.var - expr::pick_base].bound - 1;
    form = ir::substitute(form, t.var, t.factor > 0 ? affine{} : last);
  }
  if (follows(c, d, scaled_form{form, 1}, active)) return;
  scaled_form f{form, 1};
  while (has_quotients(f.form) && !f.form.broken) f = by_dividend(d, f);
  const affine low = lowest_value(d, f.rounded());
  if (low.broken || low.is_constant() || !active.empty()) return c.problem.record(broken, first, second, d.line);
  c.p.requirements.push(ir::requirement{c.build.form(low), static_cast<std::int32_t>(broken), {first, second}});
}

/// Adds what `v` being `truth` says of indices.
constexpr void add_conditions(const expr::definition& d, int v, bool truth, active_conditions& active) {
  const expr::value& x = d.values[v];
  if (x.kind != expr::value_kind::operation) return;
  if (x.op == ir::operation::holds) {
    if (truth) {
      for (int k = 0; k < x.count; ++k) active.push(d.forms[x.first + k]);
    } else if (x.count == 1) {
      active.push(make_affine(-1) - d.forms[x.first]);
    }
  } else if (x.op == ir::operation::logical_not) {
    add_conditions(d, x.a, !truth, active);
  } else if (x.op == (truth ? ir::operation::logical_and : ir::operation::logical_or)) {
    add_conditions(d, x.a, truth, active);
    add_conditions(d, x.b, truth, active);
  }
}

/// Checks the reads in value `v` and below it.
constexpr void check_reads(context& c, const stage& on, int v, const active_conditions& active) {
  const expr::definition& d = *on.body;
  const expr::value& x = d.values[v];
  if (x.kind == expr::value_kind::read) {
    const expr::definition& from = *c.stage_at(on.source_stage[x.source]).body;
    for (int k = 0; k < x.count; ++k) {
      const affine& index = d.forms[x.first + k];
      for (const ir::term& t : index) {
        if (t.var >= expr::pick_base) check_reads(c, on, d.picks[t.var - expr::pick_base].value, active);
      }
      demand(c, d, index, active, rule::out_of_bounds, k, x.source);
      demand(c, d, from.shape[k] - 1 - index, active, rule::out_of_bounds, k, x.source);
    }
    return;
  }
  if (x.kind == expr::value_kind::left || x.kind == expr::value_kind::right) return;
  if (x.kind == expr::value_kind::operation && x.op < ir::operation::negate) return;
  check_reads(c, on, x.a, active);
  if (x.kind == expr::value_kind::operation && x.op == ir::operation::select) {
    active_conditions chosen = active;
    add_conditions(d, x.a, true, chosen);
    check_reads(c, on, x.b, chosen);
    chosen = active;
    add_conditions(d, x.a, false, chosen);
    check_reads(c, on, x.c, chosen);
    return;
  }
  if (x.b >= 0) check_reads(c, on, x.b, active);
  if (x.c >= 0) check_reads(c, on, x.c, active);
}

/// Checks all definitions; extents that could be negative become requirements.
constexpr void check_accesses(context& c) {
  for (int st = 0; st < c.schedule.count; ++st) {
    const stage& on = c.stage_at(st);
    const expr::definition& d = *on.body;
    bool empty = false;
    const int axes = on.is_input() ? d.rank : d.axes.size();
    for (int a = 0; a < axes; ++a) {
      const affine& range = on.is_input() ? d.shape[a] : d.axes[a].range;
      demand(c, d, range, {}, rule::extent_negative, a, 0);
      empty = empty || range.is_zero();
    }
    if (on.is_input() || on.is_copy || empty) continue;
    for (int k = 0; k < d.picks.size(); ++k) demand(c, d, d.picks[k].bound - 1, {}, rule::gather_bound, k, 0);
    for (const int v : d.views) {
      if (v >= 0) check_reads(c, on, v, {});
    }
    for (int r = 0; r < d.results && !d.is_call(); ++r) check_reads(c, on, d.value_of[r], {});
  }
}

}  // namespace tenon::inline TENON_ABI::lower
