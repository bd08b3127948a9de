// Named functions of the language: select, cast, min and max, rounding, math functions.
#pragma once

#include <tenon/expr/operators.hpp>

namespace tenon::inline TENON_ABI {

/// A number as an expression of type T, where nothing beside it says the type.
template <element_type T>
constexpr auto constant(T value) {
  return expr::literal<T>{{}, static_cast<computing_type<T>>(value)};
}

/// condition ? a : b. What isn't chosen may lie outside its tensor if the condition, on indices,
/// says so: padding is `select(i >= 1, A(i - 1), 0)`.
template <expr::expression C, class A, class B>
requires expr::operand_pair<A, B>
constexpr auto select(const C& condition, const A& a, const B& b) {
  static_assert(std::is_same_v<typename C::value_type, bool>,
                "select(condition, a, b) requires 'condition' to be a bool");
  expr::check_operands<A, B>();
  using value = typename expr::common_value<A, B>::type;
  return expr::make_node<ir::operation::select, value>(condition, expr::as_expression<value>(a),
                                                       expr::as_expression<value>(b));
}

/// The value as another element type. Float to integer truncates and saturates, NaN gives 0; to
/// half or bfloat16 rounds to the nearest, ties to even, also what has that type already.
template <element_type T, expr::expression A>
constexpr auto cast(const A& a) {
  if constexpr (std::is_same_v<T, typename A::value_type> && !narrow_float<T>) {
    return a;
  } else {
    return expr::make_node<ir::operation::cast, T>(a);
  }
}

/// An index as a number.
template <element_type T, index_like A>
constexpr auto cast(const A& a) {
  return expr::index_value<T, form_of<A>>{{}, a};
}

/// a < b ? b : a.
template <class A, class B>
requires expr::operand_pair<A, B>
constexpr auto max(const A& a, const B& b) {
  return expr::make_binary<ir::operation::maximum, void>(a, b);
}
/// b < a ? b : a.
template <class A, class B>
requires expr::operand_pair<A, B>
constexpr auto min(const A& a, const B& b) {
  return expr::make_binary<ir::operation::minimum, void>(a, b);
}
/// x limited to low … high.
template <expr::expression X, class Low, class High>
constexpr auto clamp(const X& x, const Low& low, const High& high) {
  return min(max(x, low), high);
}

/// |x|; of the most negative integer: itself.
template <expr::expression A>
constexpr auto abs(const A& a) {
  return expr::make_unary<ir::operation::absolute>(a);
}

// clang-format off
#define TENON_FLOAT_OPERATION(id, op, text) \
  template <expr::expression A> constexpr auto id(const A& a) { \
    static_assert(expr::has_fractions<typename A::value_type>, text); \
    return expr::make_node<ir::operation::op, typename A::value_type>(a); \
  }
/// Square root, correctly rounded.
TENON_FLOAT_OPERATION(sqrt, sqrt, "sqrt(x) requires float or double: cast<float>(x) first")
/// Rounding towards minus infinity, plus infinity, zero, and to the nearest even.
TENON_FLOAT_OPERATION(floor, floor, "floor(x) requires float or double")
TENON_FLOAT_OPERATION(ceil, ceil, "ceil(x) requires float or double")
TENON_FLOAT_OPERATION(trunc, truncate, "trunc(x) requires float or double")
TENON_FLOAT_OPERATION(round_even, round_even, "round_even(x) requires float or double")
#undef TENON_FLOAT_OPERATION

#define TENON_FUNCTION(id) \
  template <expr::expression A> constexpr auto id(const A& a) { \
    using value = typename A::value_type; \
    static_assert(expr::has_fractions<value>, #id "(x) requires float or double: cast<float>(x) first"); \
    return expr::call<function::id, value, A>{{}, expr::hana::basic_tuple<A>(a)}; \
  }
/// Math functions; their accuracy stands in lower/math.
TENON_FUNCTION(exp) TENON_FUNCTION(exp2) TENON_FUNCTION(expm1) TENON_FUNCTION(log)
TENON_FUNCTION(log2) TENON_FUNCTION(log10) TENON_FUNCTION(log1p) TENON_FUNCTION(tanh)
TENON_FUNCTION(erf) TENON_FUNCTION(sin) TENON_FUNCTION(cos) TENON_FUNCTION(tan)
TENON_FUNCTION(atan)
#undef TENON_FUNCTION
    // clang-format on

    /// x to the power y.
    template <class A, class B>
requires expr::operand_pair<A, B>
constexpr auto pow(const A& a, const B& b) {
  expr::check_operands<A, B>();
  using value = typename expr::common_value<A, B>::type;
  static_assert(expr::has_fractions<value>, "pow(x, y) requires float or double");
  const auto x = expr::as_expression<value>(a);
  const auto y = expr::as_expression<value>(b);
  using X = std::remove_const_t<decltype(x)>;
  using Y = std::remove_const_t<decltype(y)>;
  return expr::call<function::pow, value, X, Y>{{}, expr::hana::basic_tuple<X, Y>(x, y)};
}

/// Logistic function 1 / (1 + exp(-x)).
template <expr::expression A>
constexpr auto sigmoid(const A& a) {
  return 1 / (1 + exp(-a));
}

}  // namespace tenon::inline TENON_ABI
