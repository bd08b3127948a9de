// Operators and functions of the language: C++ operators over expressions build expression
// templates. Both operands have one element type; a C++ number takes the other's.
#pragma once

#include <tenon/expr/node.hpp>

namespace tenon::inline TENON_ABI::expr {

/// A C++ number.
template <class T>
concept number = std::is_arithmetic_v<T> || narrow_float<T>;

/// Whether values of a type may have fractions.
template <class T>
inline constexpr bool has_fractions = std::is_floating_point_v<T> || narrow_float<T>;

/// What may stand beside an expression in an operator.
template <class T>
concept operand_like = expression<T> || number<T> || is_reduction<T>;
template <class A, class B>
concept operand_pair = operand_like<A> && operand_like<B> && (!number<A> || !number<B>);

/// The element type that a pair of operands computes in.
template <class A, class B>
struct common_value {
  using type = typename A::value_type;
};
template <number A, class B>
struct common_value<A, B> {
  using type = typename B::value_type;
};

/// `x` as an expression of type T: itself, or a literal.
template <element_type T, class X>
constexpr auto as_expression(const X& x) {
  if constexpr (number<X>) {
    return literal<T>{{}, static_cast<computing_type<T>>(x)};
  } else {
    return x;
  }
}

/// An operation node over operands that are expressions already.
template <ir::operation Op, element_type T, class... X>
constexpr auto make_node(const X&... x) {
  return node<Op, T, X...>{{}, hana::basic_tuple<X...>(x...)};
}

// Each function with a static_assert returns a deduced type, so that compilers check it where it
// is used; few call each other and none comes from a macro, so that a compiler's message reaches
// the user's line soon.

/// The element type of an operand; a C++ number's is its own.
template <class X>
struct element_of_operand {
  using type = X;
};
template <expression X>
struct element_of_operand<X> {
  using type = typename X::value_type;
};

/// Whether two expressions have one element type.
template <class A, class B>
inline constexpr bool one_element_type =
    !expression<A> || !expression<B> ||
    std::is_same_v<typename element_of_operand<A>::type, typename element_of_operand<B>::type>;

/// Whether a floating-point number, which would lose its fraction, stands beside integers.
template <class A, class B>
inline constexpr bool number_beside_integers =
    expression<A> !=
    expression<B>&& has_fractions<typename element_of_operand<A>::type> !=
    has_fractions<typename element_of_operand<B>::type>&&
        has_fractions<std::conditional_t<expression<A>, B, A>>;

/// Refuses operands of a function of two that don't belong together.
template <class A, class B>
constexpr auto check_operands() {
  static_assert(!is_reduction<A> && !is_reduction<B>,
                "a reduction must be the whole value of its definition: define it as a tensor of "
                "its own and read that");
  static_assert(one_element_type<A, B>,
                "both operands need one element type: cast<T>(…) one of them");
  static_assert(!number_beside_integers<A, B>,
                "a floating-point number stands beside integers: cast<float>(…) those first");
  return true;
}

/// What an operation computes with.
enum class domain { anything, numbers, integers, bits, truth };

constexpr domain domain_of(ir::operation op) {
  using enum ir::operation;
  switch (op) {
    case add:
    case subtract:
    case multiply:
    case divide:
    case negate:
    case absolute:
      return domain::numbers;
    case remainder:
    case shift_left:
    case shift_right:
      return domain::integers;
    case bit_and:
    case bit_or:
    case bit_xor:
    case bit_not:
      return domain::bits;
    case logical_and:
    case logical_or:
    case logical_not:
      return domain::truth;
    default:
      return domain::anything;
  }
}
/// Whether `Op` doesn't compute with `D`, or values of type T are in `D`.
template <ir::operation Op, class T, domain D>
inline constexpr bool is_in = domain_of(Op) != D ||
                              (D == domain::numbers ? !std::is_same_v<T, bool>
                               : D == domain::integers
                                   ? std::is_integral_v<T> && !std::is_same_v<T, bool>
                               : D == domain::bits ? std::is_integral_v<T>
                                                   : std::is_same_v<T, bool>);

/// A unary operation.
template <ir::operation Op, expression A>
constexpr auto make_unary(const A& a) {
  using value = typename A::value_type;
  static_assert(is_in<Op, value, domain::numbers>,
                "arithmetic requires numbers: cast<int>(…) a bool first");
  static_assert(is_in<Op, value, domain::bits>, "operator ~ requires integers or bool");
  static_assert(is_in<Op, value, domain::truth>,
                "operator ! requires bool: compare the value first");
  return make_node<Op, value>(a);
}

/// A binary operation; `Result` void: of the operands' type (comparisons give bool).
template <ir::operation Op, class Result = void, class A, class B>
constexpr auto make_binary(const A& a, const B& b) {
  static_assert(!is_reduction<A> && !is_reduction<B>,
                "a reduction must be the whole value of its definition: define it as a tensor of "
                "its own and read that");
  if constexpr (is_reduction<A> || is_reduction<B>) {
    return literal<float>{{}, 0.0f};  // one mistake, one error
  } else {
    using value = typename common_value<A, B>::type;
    static_assert(one_element_type<A, B>,
                  "both operands need one element type: cast<T>(…) one of them");
    static_assert(!number_beside_integers<A, B>,
                  "a floating-point number stands beside integers: cast<float>(…) those first");
    static_assert(is_in<Op, value, domain::numbers>,
                  "arithmetic requires numbers: cast<int>(…) a bool first");
    static_assert(is_in<Op, value, domain::integers>, "operators %, << and >> require integers");
    static_assert(is_in<Op, value, domain::bits>, "operators &, | and ^ require integers or bool");
    static_assert(is_in<Op, value, domain::truth>,
                  "operators && and || require bool: compare the values first");
    using result = std::conditional_t<std::is_void_v<Result>, value, Result>;
    return make_node<Op, result>(as_expression<value>(a), as_expression<value>(b));
  }
}

template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator+(const A& a, const B& b) { return make_binary<ir::operation::add>(a, b); }
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator-(const A& a, const B& b) {
  return make_binary<ir::operation::subtract>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator*(const A& a, const B& b) {
  return make_binary<ir::operation::multiply>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator/(const A& a, const B& b) {
  return make_binary<ir::operation::divide>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator%(const A& a, const B& b) {
  return make_binary<ir::operation::remainder>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator&(const A& a, const B& b) {
  return make_binary<ir::operation::bit_and>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator|(const A& a, const B& b) {
  return make_binary<ir::operation::bit_or>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator^(const A& a, const B& b) {
  return make_binary<ir::operation::bit_xor>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator<<(const A& a, const B& b) {
  return make_binary<ir::operation::shift_left>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator>>(const A& a, const B& b) {
  return make_binary<ir::operation::shift_right>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator==(const A& a, const B& b) {
  return make_binary<ir::operation::equal, bool>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator!=(const A& a, const B& b) {
  return make_binary<ir::operation::not_equal, bool>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator<(const A& a, const B& b) {
  return make_binary<ir::operation::less, bool>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator<=(const A& a, const B& b) {
  return make_binary<ir::operation::less_equal, bool>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator&&(const A& a, const B& b) {
  return make_binary<ir::operation::logical_and, bool>(a, b);
}
template <class A, class B>
requires operand_pair<A, B>
constexpr auto operator||(const A& a, const B& b) {
  return make_binary<ir::operation::logical_or, bool>(a, b);
}
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

template <expression A>
constexpr auto operator-(const A& a) {
  return make_unary<ir::operation::negate>(a);
}
template <expression A>
constexpr auto operator!(const A& a) {
  return make_unary<ir::operation::logical_not>(a);
}
template <expression A>
constexpr auto operator~(const A& a) {
  return make_unary<ir::operation::bit_not>(a);
}

}  // namespace tenon::inline TENON_ABI::expr

namespace tenon::inline TENON_ABI {

// Conditions on indices, decided exactly: i < j holds where j - i - 1 ≥ 0.
// clang-format off
#define TENON_CONDITION(symbol, difference) \
  template <index_operand A, index_operand B> requires(index_like<A> || index_like<B>) \
  constexpr auto operator symbol(const A& a, const B& b) { \
    using form = form_of<A, B>; \
    return expr::holds<1, form>{{}, {difference}}; \
  }
TENON_CONDITION(<, combine(form(b), form(a), -1) - 1)
TENON_CONDITION(<=, combine(form(b), form(a), -1))
TENON_CONDITION(>, combine(form(a), form(b), -1) - 1)
TENON_CONDITION(>=, combine(form(a), form(b), -1))
#undef TENON_CONDITION
// clang-format on
template <index_operand A, index_operand B>
requires(index_like<A> || index_like<B>) constexpr auto operator==(const A& a, const B& b) {
  using form = form_of<A, B>;
  return expr::holds<2, form>{{}, {combine(form(a), form(b), -1), combine(form(b), form(a), -1)}};
}

}  // namespace tenon::inline TENON_ABI
