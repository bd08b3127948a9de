// Operators and functions of the language: C++ operators over expressions build expression
// templates. Both operands have one element type; a C++ number takes the other's.
#pragma once

#include <tenon/expr/node.hpp>

namespace tenon::inline TENON_ABI::expr {

/// What may stand beside an expression in an operator.
template <class T>
concept operand_like = expression<T> || std::is_arithmetic_v<T> || is_reduction<T>;
template <class A, class B>
concept operand_pair = operand_like<A> && operand_like<B> && (!std::is_arithmetic_v<A> || !std::is_arithmetic_v<B>);

/// The element type that a pair of operands computes in.
template <class A, class B> struct common_value { using type = typename A::value_type; };
template <class A, class B>
  requires std::is_arithmetic_v<A>
struct common_value<A, B> { using type = typename B::value_type; };

/// `x` as an expression of type T: itself, or a literal.
template <element_type T, class X> constexpr auto as_expression(const X& x) {
  if constexpr (std::is_arithmetic_v<X>) {
    return literal<T>{{}, static_cast<T>(x)};
  } else {
    return x;
  }
}

/// An operation node over operands that are expressions already.
template <ir::operation Op, element_type T, class... X> constexpr auto make_node(const X&... x) {
  return node<Op, T, X...>{{}, hana::basic_tuple<X...>(x...)};
}

template <class A, class B> constexpr void check_operands() {
  static_assert(!is_reduction<A> && !is_reduction<B>,
                "a reduction must be the whole value of its definition: define it as a tensor of "
                "its own and read that");
  if constexpr (expression<A> && expression<B>) {
    static_assert(std::is_same_v<typename A::value_type, typename B::value_type>,
                  "both operands need one element type: cast<T>(…) one of them");
  } else if constexpr (expression<A>) {
    static_assert(!std::is_floating_point_v<B> || !std::is_integral_v<typename A::value_type>,
                  "a floating-point number stands beside integers: cast<float>(…) those first");
  } else if constexpr (expression<B>) {
    static_assert(!std::is_floating_point_v<A> || !std::is_integral_v<typename B::value_type>,
                  "a floating-point number stands beside integers: cast<float>(…) those first");
  }
}

/// The element types that an operation is defined on.
template <ir::operation Op, class T> constexpr void check_operation() {
  using enum ir::operation;
  constexpr bool is_bool = std::is_same_v<T, bool>;
  if constexpr (Op == add || Op == subtract || Op == multiply || Op == divide || Op == negate || Op == absolute) {
    static_assert(!is_bool, "arithmetic requires numbers: cast<int>(…) a bool first");
  } else if constexpr (Op == remainder || Op == shift_left || Op == shift_right) {
    static_assert(std::is_integral_v<T> && !is_bool, "operators %, << and >> require integers");
  } else if constexpr (Op == bit_and || Op == bit_or || Op == bit_xor) {
    static_assert(std::is_integral_v<T>, "operators &, | and ^ require integers or bool");
  } else if constexpr (Op == logical_and || Op == logical_or) {
    static_assert(is_bool, "operators && and || require bool: compare the values first");
  }
}

/// A binary operation; `T` void: of the operands' type (comparisons give bool).
template <ir::operation Op, class Result, class A, class B>
constexpr auto make_binary(const A& a, const B& b) {
  check_operands<A, B>();
  if constexpr (is_reduction<A> || is_reduction<B>) {
    return literal<float>{{}, 0.0f};  // one mistake, one error
  } else {
    using value = typename common_value<A, B>::type;
    check_operation<Op, value>();
    using result = std::conditional_t<std::is_void_v<Result>, value, Result>;
    return make_node<Op, result>(as_expression<value>(a), as_expression<value>(b));
  }
}

// clang-format off
#define TENON_BINARY(symbol, op, result) \
  template <class A, class B> requires operand_pair<A, B> \
  constexpr auto operator symbol(const A& a, const B& b) { \
    return make_binary<ir::operation::op, result>(a, b); \
  }
TENON_BINARY(+, add, void) TENON_BINARY(-, subtract, void) TENON_BINARY(*, multiply, void)
TENON_BINARY(/, divide, void) TENON_BINARY(%, remainder, void)
TENON_BINARY(&, bit_and, void) TENON_BINARY(|, bit_or, void) TENON_BINARY(^, bit_xor, void)
TENON_BINARY(<<, shift_left, void) TENON_BINARY(>>, shift_right, void)
TENON_BINARY(==, equal, bool) TENON_BINARY(!=, not_equal, bool)
TENON_BINARY(<, less, bool) TENON_BINARY(<=, less_equal, bool)
TENON_BINARY(&&, logical_and, bool) TENON_BINARY(||, logical_or, bool)
#undef TENON_BINARY
// clang-format on
template <class A, class B>
  requires operand_pair<A, B>
constexpr auto operator>(const A& a, const B& b) {
  return make_binary<ir::operation::less, bool>(b, a);
}
template <class A, class B>
  requires operand_pair<A, B>
constexpr auto operator>=(const A& a, const B& b) {
  return make_binary<ir::operation::less_equal, bool>(b, a);
}

template <expression A> constexpr auto operator-(const A& a) {
  check_operation<ir::operation::negate, typename A::value_type>();
  return make_node<ir::operation::negate, typename A::value_type>(a);
}
template <expression A> constexpr auto operator!(const A& a) {
  static_assert(std::is_same_v<typename A::value_type, bool>,
                "operator! requires a bool: compare the value first");
  return make_node<ir::operation::logical_not, bool>(a);
}
template <expression A> constexpr auto operator~(const A& a) {
  static_assert(std::is_integral_v<typename A::value_type>, "operator~ requires an integer");
  return make_node<ir::operation::bit_not, typename A::value_type>(a);
}

}  // namespace tenon::inline TENON_ABI::expr

namespace tenon::inline TENON_ABI {

// Conditions on indices, decided exactly: i < j holds where j - i - 1 ≥ 0.
// clang-format off
#define TENON_CONDITION(symbol, difference) \
  template <index_operand A, index_operand B> requires(index_like<A> || index_like<B>) \
  constexpr auto operator symbol(const A& a, const B& b) { \
    return expr::holds<1>{{}, {difference}}; \
  }
TENON_CONDITION(<, combine(index_form(b), index_form(a), -1) - 1)
TENON_CONDITION(<=, combine(index_form(b), index_form(a), -1))
TENON_CONDITION(>, combine(index_form(a), index_form(b), -1) - 1)
TENON_CONDITION(>=, combine(index_form(a), index_form(b), -1))
#undef TENON_CONDITION
// clang-format on
template <index_operand A, index_operand B>
  requires(index_like<A> || index_like<B>)
constexpr auto operator==(const A& a, const B& b) {
  return expr::holds<2>{{},
                  {combine(index_form(a), index_form(b), -1),
                   combine(index_form(b), index_form(a), -1)}};
}

}  // namespace tenon::inline TENON_ABI
