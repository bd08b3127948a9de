// What stands between the brackets of an access: sums of axes, extents, numbers, and their quotients
// and remainders by a number.
#pragma once

#include <concepts>
#include <type_traits>

#include <tenon/expr/quotient.hpp>

namespace tenon::inline TENON_ABI {

/// What an index can be made of.
template <class T>
concept index_like =
    std::is_same_v<T, axis> || std::is_same_v<T, index_form> || std::is_same_v<T, quotient_form>;
/// What may stand beside an index.
template <class T>
concept index_operand = index_like<T> || std::is_same_v<T, extent> || std::is_integral_v<T>;

/// The form that holds all of these indices: with quotients where one has them.
template <index_operand... Indices>
using form_of = std::conditional_t<(std::is_same_v<Indices, quotient_form> || ...), quotient_form, index_form>;

template <index_operand A, index_operand B>
requires(index_like<A> || index_like<B>) constexpr auto operator+(const A& a, const B& b) {
  using form = form_of<A, B>;
  return combine(form(a), form(b), 1);
}
template <index_operand A, index_operand B>
requires(index_like<A> || index_like<B>) constexpr auto operator-(const A& a, const B& b) {
  using form = form_of<A, B>;
  return combine(form(a), form(b), -1);
}
template <index_like A, std::integral B>
constexpr auto operator*(const A& a, B b) {
  using form = form_of<A>;
  return combine(form(), form(a), static_cast<index_t>(b));
}
template <std::integral A, index_like B>
constexpr auto operator*(A a, const B& b) {
  return b * a;
}

/// ⌊index / divisor⌋ as an index: rounded towards −∞, so that floordiv(-1, 4) is -1.
template <index_like A, std::integral B>
constexpr quotient_form floordiv(const A& index, B divisor) {
  return quotient_form(index).over(static_cast<index_t>(divisor));
}
/// index - divisor · ⌊index / divisor⌋ as an index: from 0 to divisor - 1.
template <index_like A, std::integral B>
constexpr quotient_form mod(const A& index, B divisor) {
  return combine(quotient_form(index), floordiv(index, divisor), -static_cast<index_t>(divisor));
}

}  // namespace tenon::inline TENON_ABI
