// Affine forms: a constant plus factors times variables. Every index, extent, stride and guard of
// the loop program is one; loop variables and size parameters are variables alike.
#pragma once

#include <initializer_list>

#include <tenon/core/checked.hpp>
#include <tenon/core/list.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Position of a variable in its program's table.
using var_id = std::int32_t;

/// factor · variable.
struct term {
  var_id var;
  index_t factor;
  constexpr bool operator==(const term&) const = default;
};

/// constant + Σ factor · variable, terms sorted by variable, no factor zero.
/// A form with more than `capacity` terms, or one whose arithmetic left 64 bits, is `broken`;
/// whoever builds programs refuses broken forms with a sentence.
struct affine {
  static constexpr int capacity = 8;

  index_t constant;
  std::int32_t count;
  bool broken;
  term terms[capacity];

  constexpr bool is_constant() const { return count == 0 && !broken; }
  constexpr bool is_zero() const { return is_constant() && constant == 0; }
  constexpr bool is_variable() const {
    return constant == 0 && count == 1 && terms[0].factor == 1 && !broken;
  }
  constexpr const term* begin() const { return terms; }
  constexpr const term* end() const { return terms + count; }

  /// The factor of a variable; 0 where it doesn't occur.
  constexpr index_t factor_of(var_id v) const {
    for (int i = 0; i < count; ++i) {
      if (terms[i].var == v) return terms[i].factor;
    }
    return 0;
  }

  constexpr bool operator==(const affine& other) const {
    if (constant != other.constant || count != other.count || broken != other.broken) return false;
    for (int i = 0; i < count; ++i) {
      if (!(terms[i] == other.terms[i])) return false;
    }
    return true;
  }
};

constexpr affine make_affine(index_t constant) {
  affine a{};
  a.constant = constant;
  return a;
}

constexpr affine make_variable(var_id v, index_t factor = 1) {
  affine a{};
  if (factor != 0) {
    a.count = 1;
    a.terms[0] = {v, factor};
  }
  return a;
}

/// a + scale · b.
constexpr affine add_scaled(const affine& a, const affine& b, index_t scale) {
  affine r{};
  r.broken = a.broken || b.broken;
  r.constant = checked_add(a.constant, checked_mul(b.constant, scale, r.broken), r.broken);
  int i = 0;
  int j = 0;
  while (i < a.count || j < b.count) {
    term t{};
    if (j == b.count || (i < a.count && a.terms[i].var < b.terms[j].var)) {
      t = a.terms[i++];
    } else if (i == a.count || b.terms[j].var < a.terms[i].var) {
      t = {b.terms[j].var, checked_mul(b.terms[j].factor, scale, r.broken)};
      ++j;
    } else {
      t = {a.terms[i].var,
           checked_add(a.terms[i].factor, checked_mul(b.terms[j].factor, scale, r.broken),
                       r.broken)};
      ++i;
      ++j;
    }
    if (t.factor == 0) continue;
    if (r.count == affine::capacity) {
      r.broken = true;
      return r;
    }
    r.terms[r.count++] = t;
  }
  return r;
}

constexpr affine operator+(const affine& a, const affine& b) { return add_scaled(a, b, 1); }
constexpr affine operator-(const affine& a, const affine& b) { return add_scaled(a, b, -1); }
constexpr affine operator+(affine a, index_t b) {
  a.constant = checked_add(a.constant, b, a.broken);
  return a;
}
constexpr affine operator-(const affine& a, index_t b) { return a + make_affine(-b); }
constexpr affine operator*(index_t scale, const affine& a) {
  return add_scaled(affine{}, a, scale);
}
constexpr affine operator*(const affine& a, index_t scale) {
  return add_scaled(affine{}, a, scale);
}

/// `a` with variable `v` replaced by `by`.
constexpr affine substitute(const affine& a, var_id v, const affine& by) {
  const index_t factor = a.factor_of(v);
  if (factor == 0) return a;
  return add_scaled(add_scaled(a, make_variable(v), -factor), by, factor);
}

/// Some affine forms in a row, for the length of a call: `{}`, `{i, j}` or a list.
struct affines {
  const affine* items;
  int count;

  constexpr affines() : items(nullptr), count(0) {}
  constexpr affines(std::initializer_list<affine> all) : affines() {
    items = all.begin();  // the array outlives the full expression, and so the call
    count = static_cast<int>(all.size());
  }
  constexpr affines(const affine* first, int number) : items(first), count(number) {}
  template <int Capacity>
  constexpr affines(const list<affine, Capacity>& all) : items(all.items), count(all.count) {}
};

}  // namespace tenon::inline TENON_ABI::ir
