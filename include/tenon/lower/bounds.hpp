// Bounds and proofs: what is certain about affine forms from the ranges of their variables.
#pragma once

#include <numeric>

#include <tenon/lower/context.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Whether a variable is a quotient by a number.
constexpr bool is_quotient(const ir::variable& x) {
  return x.kind == ir::variable_kind::let && x.operation == ir::let_operation::floor_div && x.b.is_constant();
}

/// How far a form is multiplied for a proof, so that its factors are multiples of divisors.
inline constexpr index_t most_scale = index_t{1} << 30;

/// Replaces variable `v` of `form` by its bound, so that the result is ≤ (or ≥, if `upper`) the
/// form; false when nothing is known.
constexpr bool eliminate(const context& c, affine& form, var_id v, bool upper) {
  const ir::variable& x = c.p.variables[v];
  const index_t factor = form.factor_of(v);
  const bool need_upper = upper == (factor > 0);
  if (x.kind == ir::variable_kind::let && x.operation == ir::let_operation::affine) {
    form = ir::substitute(form, v, x.a);
    return true;
  }
  if (is_quotient(x) && factor % x.b.constant == 0) {
    // b·q lies in [a - (b - 1), a]
    const affine product = need_upper ? x.a : x.a - (x.b.constant - 1);
    form = ir::add_scaled(ir::substitute(form, v, affine{}), product, factor / x.b.constant);
    return true;
  }
  if (need_upper ? !x.has_upper : !x.has_lower) return false;
  form = ir::substitute(form, v, need_upper ? x.upper : x.lower);
  return true;
}

/// Whether a variable's own bound is a number, so that it says more of a form to be bounded by a
/// number than what the variable was computed from.
constexpr bool has_constant_bound(const context& c, var_id v, bool upper) {
  const ir::variable& x = c.p.variables[v];
  return upper ? x.has_upper && x.upper.is_constant() : x.has_lower && x.lower.is_constant();
}

/// The bound of a form over the variables known at a place.
constexpr bool bound_in(const context& c, affine& form, bool upper, home place) {
  for (int i = form.count - 1; i >= 0;) {
    const var_id v = form.terms[i].var;
    if (c.in_scope(v, place)) {
      --i;
      continue;
    }
    const bool need_upper = upper == (form.terms[i].factor > 0);
    if (place.stage == everywhere && has_constant_bound(c, v, need_upper)) {
      const ir::variable& x = c.p.variables[v];
      form = ir::substitute(form, v, need_upper ? x.upper : x.lower);
    } else if (!eliminate(c, form, v, upper)) {
      return false;
    }
    if (form.broken) return false;
    i = form.count - 1;  // variables known further out may have come in
  }
  return !form.broken;
}

/// The term to eliminate next: of the loops' variables before those of the prologue, which their
/// bounds may name, and of each the one defined last.
constexpr int next_term(const context& c, const affine& form) {
  for (int i = form.count - 1; i >= 0; --i) {
    if (c.homes[form.terms[i].var].stage != everywhere) return i;
  }
  return form.count - 1;
}

/// Whether a form over parameters is at least one of the forms that each call is held against.
constexpr bool is_required(const context& c, const affine& form) {
  for (const ir::requirement& r : c.p.requirements) {
    const affine above = form - c.p.forms[r.form];
    bool certain = !above.broken && above.constant >= 0;
    for (const ir::term& t : above) {
      const ir::variable& x = c.p.variables[t.var];
      certain = certain && t.factor > 0 && x.has_lower && x.lower.is_constant() && x.lower.constant >= 0;
    }
    if (certain) return true;
  }
  return false;
}

constexpr bool proves(const context& c, affine form, index_t scale = 1);

/// Whether form ≥ 0 is certain by what a quotient of its variables is computed from.
constexpr bool proves_by_dividend(const context& c, affine form, index_t scale, const ir::term& t) {
  const ir::variable& x = c.p.variables[t.var];
  const index_t b = x.b.constant;
  const index_t times = b / std::gcd(b, t.factor);
  if (times > most_scale / scale) return false;
  form = form * times;
  return eliminate(c, form, t.var, false) && proves(c, form, scale * times);
}

/// Whether form ≥ 0 is certain; of a form that was multiplied by `scale`, form > -scale, as it was a whole
/// number before.
constexpr bool proves(const context& c, affine form, index_t scale) {
  while (form.count > 0) {
    if (form.broken) return false;
    const ir::term t = form.terms[next_term(c, form)];
    const var_id v = t.var;
    const ir::variable& x = c.p.variables[v];
    if (x.kind == ir::variable_kind::parameter && is_required(c, form + (scale - 1))) return true;
    if (x.kind == ir::variable_kind::let && (x.operation == ir::let_operation::minimum ||
                                             x.operation == ir::let_operation::maximum ||
                                             x.operation == ir::let_operation::first)) {
      const affine a = ir::substitute(form, v, x.a);
      const affine b = ir::substitute(form, v, x.b);
      const bool raising = t.factor > 0;
      const bool either = x.operation == ir::let_operation::minimum ? !raising
                          : x.operation == ir::let_operation::maximum && raising;
      if (either && (proves(c, a, scale) || proves(c, b, scale))) return true;
      if (!either && proves(c, a, scale) && proves(c, b, scale)) return true;
    }
    if (is_quotient(x)) {
      if (proves_by_dividend(c, form, scale, t)) return true;
      if (t.factor > 0 ? !x.has_lower : !x.has_upper) return false;
      form = ir::substitute(form, v, t.factor > 0 ? x.lower : x.upper);
    } else if (!eliminate(c, form, v, false)) {
      return false;
    }
  }
  return !form.broken && form.constant > -scale;
}

/// Whether form ≥ 0 is certain, by what is checked around the place of emission too.
constexpr bool is_certain(const context& c, const affine& form) {
  if (proves(c, form)) return true;
  for (const affine& fact : c.facts) {
    if (proves(c, form - fact)) return true;
  }
  return false;
}

/// Whether a ≤ b is certain.
constexpr bool proves_not_above(const context& c, const affine& a, const affine& b) {
  return proves(c, b - a);
}

}  // namespace tenon::inline TENON_ABI::lower
