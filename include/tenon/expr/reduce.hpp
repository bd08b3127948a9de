// Reductions: sum, product, max, min, any, all, argmax, argmin and the user's own. A reducer is an
// identity and a combination, written in the language itself. Terms of half or bfloat16 are
// accumulated as float, and so is the result: a further definition casts it.
#pragma once

#include <limits>

#include <tenon/expr/functions.hpp>

namespace tenon::inline TENON_ABI {

/// A reducer with one result: `combine(left, right)` over expressions; `identity` is what an empty
/// reduction gives and must not change what it is combined with.
/// Only an associative and commutative one may have its terms reordered by a schedule.
template <class T, class Combine, bool AssociativeCommutative>
struct reducer {
  static_assert(!narrow_float<T>,
                "a reducer requires a type that is computed with: accumulate half and bfloat16 as "
                "float");
  T identity;
  Combine combine;
};

/// Declares a reducer that schedules may reorder.
template <element_type T, class Combine>
constexpr auto commutative_reducer(T identity, Combine combine) {
  return reducer<T, Combine, true>{identity, combine};
}
/// Declares a reducer whose terms keep their order.
template <element_type T, class Combine>
constexpr auto ordered_reducer(T identity, Combine combine) {
  return reducer<T, Combine, false>{identity, combine};
}

namespace expr {

/// argmax or argmin: the extreme value and its position, the first one of equals.
template <element_type T, bool Maximum>
struct arg_reducer {
  T identity;
};

template <class Reducer, class Term, class... Axes>
constexpr auto make_reduction(const Reducer& r, const Term& term, const Axes&... axes) {
  static_assert(sizeof...(Axes) > 0, "a reduction requires at least one axis to reduce over");
  static_assert((std::is_same_v<Axes, axis> && ...), "a reduction is over axes");
  return reduction<Reducer, static_cast<int>(sizeof...(Axes)), Term>{
      r, {axes...}, hana::basic_tuple<Term>(term)};
}

template <class T>
constexpr T lowest() {
  if constexpr (std::is_floating_point_v<T>) {
    return -std::numeric_limits<T>::infinity();
  } else {
    return std::numeric_limits<T>::lowest();
  }
}
template <class T>
constexpr T highest() {
  if constexpr (std::is_floating_point_v<T>) {
    return std::numeric_limits<T>::infinity();
  } else {
    return std::numeric_limits<T>::max();
  }
}

}  // namespace expr

/// A reduction by the user's own reducer.
template <class T, class Combine, bool Ac, expr::expression Term, class... Axes>
constexpr auto reduce(const reducer<T, Combine, Ac>& r, const Term& term, const Axes&... axes) {
  static_assert(std::is_same_v<T, computing_type<typename Term::value_type>>,
                "reduce(reducer, value, axes…) requires the reducer's type to be the value's, or "
                "float for half and bfloat16");
  return expr::make_reduction(r, term, axes...);
}

// clang-format off
#define TENON_REDUCTION(id, identity, body, condition, text) \
  template <expr::expression Term, std::same_as<axis>... Axes> requires(sizeof...(Axes) > 0) \
  constexpr auto id(const Term& term, const Axes&... axes) { \
    using value = computing_type<typename Term::value_type>; \
    static_assert(condition, text); \
    return expr::make_reduction( \
        commutative_reducer(static_cast<value>(identity), [](auto a, auto b) { return body; }), \
        term, axes...); \
  }
/// Sum over axes; empty: 0. Adds from the left, in the order of the axes given.
TENON_REDUCTION(sum, 0, a + b, !(std::is_same_v<value, bool>), "sum(value, axes…) requires numbers: cast<int>(…) a bool first")
/// Product over axes; empty: 1.
TENON_REDUCTION(product, 1, a * b, !(std::is_same_v<value, bool>), "product(value, axes…) requires numbers")
/// Greatest value over axes; empty: the lowest of the type (-∞).
TENON_REDUCTION(max, expr::lowest<value>(), tenon::max(a, b), !(std::is_same_v<value, bool>), "max(value, axes…) requires numbers: use any(…) for bool")
/// Least value over axes; empty: the highest of the type (+∞).
TENON_REDUCTION(min, expr::highest<value>(), tenon::min(a, b), !(std::is_same_v<value, bool>), "min(value, axes…) requires numbers: use all(…) for bool")
/// Whether any value is true; empty: false.
TENON_REDUCTION(any, false, a || b, (std::is_same_v<value, bool>), "any(value, axes…) requires bool: compare the value first")
/// Whether all values are true; empty: true.
TENON_REDUCTION(all, true, a && b, (std::is_same_v<value, bool>), "all(value, axes…) requires bool: compare the value first")
#undef TENON_REDUCTION
// clang-format on

/// The greatest value and its position along the axis, the first of equals; two results, value and
/// int64 position; empty: (lowest, 0).
template <expr::expression Term>
constexpr auto argmax(const Term& term, const axis& along) {
  using value = computing_type<typename Term::value_type>;
  return expr::make_reduction(expr::arg_reducer<value, true>{expr::lowest<value>()}, term, along);
}
/// The least value and its position along the axis; see argmax.
template <expr::expression Term>
constexpr auto argmin(const Term& term, const axis& along) {
  using value = computing_type<typename Term::value_type>;
  return expr::make_reduction(expr::arg_reducer<value, false>{expr::highest<value>()}, term, along);
}

}  // namespace tenon::inline TENON_ABI
