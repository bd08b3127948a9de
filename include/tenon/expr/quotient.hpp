// Indices that aren't affine in the axes: sums of axes and of quotients ⌊index / c⌋, of which
// mod(index, c) = index - c·⌊index / c⌋ is one.
//
//   A(floordiv(i, 4), mod(i, 4))     A(2 * floordiv(i - 1, 4) + mod(j, 3))
#pragma once

#include <tenon/expr/axis.hpp>

namespace tenon::inline TENON_ABI {

/// An index over axes and quotients: `axes` + Σ factor · quotient.
struct quotient_form {
  static constexpr int capacity = 4;
  /// ⌊(`axes` + Σ factor · quotient) / divisor⌋, of quotients that come before it.
  struct quotient {
    index_form axes;
    index_t factors[capacity];
    index_t divisor;
  };

  index_form axes{};
  index_t factors[capacity] = {};
  std::int32_t count = 0;
  bool too_many = false;
  quotient quotients[capacity] = {};

  constexpr quotient_form() = default;
  constexpr quotient_form(const index_form& f) : axes(f) {}
  constexpr quotient_form(const axis& a) : axes(a) {}
  constexpr quotient_form(const extent& c) : axes(c) {}
  constexpr quotient_form(index_t c) : axes(c) {}

  /// Position of a quotient, appended if it isn't there yet.
  constexpr int find(const quotient& q) {
    for (int k = 0; k < count; ++k) {
      bool equal = quotients[k].axes == q.axes && quotients[k].divisor == q.divisor;
      for (int i = 0; i < k && equal; ++i) equal = quotients[k].factors[i] == q.factors[i];
      if (equal) return k;
    }
    if (count == capacity) {
      too_many = true;
      return 0;
    }
    quotients[count] = q;
    return count++;
  }

  /// ⌊this / divisor⌋.
  constexpr quotient_form over(index_t divisor) const {
    quotient_form r = *this;
    r.axes = {};
    quotient q{axes, {}, divisor};
    for (int k = 0; k < count; ++k) {
      q.factors[k] = factors[k];
      r.factors[k] = 0;
    }
    r.factors[r.find(q)] += 1;
    return r;
  }
};

/// a + scale · b.
constexpr quotient_form combine(quotient_form a, const quotient_form& b, index_t scale) {
  a.axes = combine(a.axes, b.axes, scale);
  a.too_many = a.too_many || b.too_many;
  int now[quotient_form::capacity] = {};  // where each quotient of b is in a
  for (int k = 0; k < b.count; ++k) {
    quotient_form::quotient q{b.quotients[k].axes, {}, b.quotients[k].divisor};
    for (int i = 0; i < k; ++i) q.factors[now[i]] += b.quotients[k].factors[i];
    now[k] = a.find(q);
    a.factors[now[k]] += b.factors[k] * scale;
  }
  return a;
}

}  // namespace tenon::inline TENON_ABI
