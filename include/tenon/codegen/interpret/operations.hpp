// The scalar operations of expressions as functions from bits to bits, picked once when a program
// is prepared for interpretation.
#pragma once

#include <utility>

#include <tenon/ir/fold.hpp>

namespace tenon::inline TENON_ABI::interpreter {

using ir::operation;

/// Computes one value from up to three operands, all as object representations.
using value_function = std::uint64_t (*)(std::uint64_t a, std::uint64_t b, std::uint64_t c);

/// Whether an operation is defined on operands of type T (casts and select aside).
template <operation Op, element_type T>
constexpr bool is_defined() {
  using enum operation;
  constexpr bool real = arithmetic::floating<T>, whole = arithmetic::integral<T>;
  // clang-format off
  switch (Op) {
    case sqrt: case floor: case ceil: case truncate: case round_even: case fma: return real;
    case bit_not: case bit_and: case bit_or: case bit_xor: return !real;
    case remainder: case shift_left: case shift_right: return whole;
    case negate: case absolute: case add: case subtract: case multiply: case divide:
      return real || whole;
    case logical_not: case logical_and: case logical_or: return std::is_same_v<T, bool>;
    default: return Op >= minimum && Op <= less_equal;
  }
  // clang-format on
}

/// The value of one operation.
template <operation Op, element_type T>
TENON_INLINE auto apply(T a, T b, T c) {
  namespace ar = arithmetic;
  using enum operation;
  if constexpr (Op == negate)
    return ar::negate(a);
  else if constexpr (Op == absolute)
    return ar::absolute(a);
  else if constexpr (Op == logical_not)
    return !a;
  else if constexpr (Op == bit_not)
    return ar::bit_not(a);
  else if constexpr (Op == sqrt)
    return ar::sqrt(a);
  else if constexpr (Op == floor)
    return ar::floor(a);
  else if constexpr (Op == ceil)
    return ar::ceil(a);
  else if constexpr (Op == truncate)
    return ar::truncate(a);
  else if constexpr (Op == round_even)
    return ar::round_even(a);
  else if constexpr (Op == add)
    return ar::add(a, b);
  else if constexpr (Op == subtract)
    return ar::subtract(a, b);
  else if constexpr (Op == multiply)
    return ar::multiply(a, b);
  else if constexpr (Op == divide)
    return ar::divide(a, b);
  else if constexpr (Op == remainder)
    return ar::remainder(a, b);
  else if constexpr (Op == minimum)
    return ar::minimum(a, b);
  else if constexpr (Op == maximum)
    return ar::maximum(a, b);
  else if constexpr (Op == bit_and)
    return ar::bit_and(a, b);
  else if constexpr (Op == bit_or)
    return ar::bit_or(a, b);
  else if constexpr (Op == bit_xor)
    return ar::bit_xor(a, b);
  else if constexpr (Op == shift_left)
    return ar::shift_left(a, b);
  else if constexpr (Op == shift_right)
    return ar::shift_right(a, b);
  else if constexpr (Op == equal)
    return a == b;
  else if constexpr (Op == not_equal)
    return a != b;
  else if constexpr (Op == less)
    return a < b;
  else if constexpr (Op == less_equal)
    return a <= b;
  else if constexpr (Op == logical_and)
    return a && b;
  else if constexpr (Op == logical_or)
    return a || b;
  else
    return ar::fused_multiply_add(a, b, c);
}

template <operation Op, element_type T>
std::uint64_t compute(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  using ir::from_bits;
  return ir::bits_of(apply<Op, T>(from_bits<T>(a), from_bits<T>(b), from_bits<T>(c)));
}

template <element_type To, element_type From>
std::uint64_t convert(std::uint64_t a, std::uint64_t, std::uint64_t) {
  return ir::bits_of(arithmetic::cast<To>(ir::from_bits<From>(a)));
}

inline std::uint64_t choose(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
  return a != 0 ? b : c;
}

inline std::uint64_t keep(std::uint64_t a, std::uint64_t, std::uint64_t) { return a; }

template <operation Op, element_type T>
constexpr value_function function_of() {
  if constexpr (is_defined<Op, T>())
    return &compute<Op, T>;
  else
    return nullptr;
}

/// The function of an operation on operands of type T; nullptr where there is none.
template <element_type T>
value_function function_for(operation op) {
  constexpr int first = static_cast<int>(operation::negate);
  constexpr int count = static_cast<int>(operation::fma) - first + 1;
  return [op]<int... N>(std::integer_sequence<int, N...>)->value_function {
    static constexpr value_function table[] = {
        function_of<static_cast<operation>(first + N), T>()...};
    return table[static_cast<int>(op) - first];
  }
  (std::make_integer_sequence<int, count>{});
}

/// The function of a cast.
inline value_function cast_function(element to, element from) {
  if (to == element::f16) return &convert<half, float>;
  if (to == element::bf16) return &convert<bfloat16, float>;
  if (from == element::f16) return &convert<float, half>;
  if (from == element::bf16) return &convert<float, bfloat16>;
  return ir::with_computing_type_of(to, [from]<class To>() {
    return ir::with_computing_type_of(
        from, []<class From>() -> value_function { return &convert<To, From>; });
  });
}

/// The function of any node with operands; nullptr where the operand's type forbids it.
inline value_function function_of_node(operation op, element result, element operand) {
  if (op == operation::cast) return cast_function(result, operand);
  if (op == operation::bit_cast) return &keep;
  if (op == operation::select) return &choose;
  if (is_narrow_float(operand)) return nullptr;
  return ir::with_computing_type_of(operand, [op]<class T>() { return function_for<T>(op); });
}

}  // namespace tenon::inline TENON_ABI::interpreter
