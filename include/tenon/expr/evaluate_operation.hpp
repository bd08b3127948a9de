// What one operation of an expression gives, for the oracle: core/scalar.hpp's functions on object
// representations, math functions by the C library.
#pragma once

#include <cmath>

#include <tenon/core/function.hpp>
#include <tenon/ir/fold.hpp>

namespace tenon::inline TENON_ABI::expr {

/// A math function, by the C library in double precision.
inline double call_function(function f, double a, double b) {
  switch (f) {
    case function::exp:
      return std::exp(a);
    case function::exp2:
      return std::exp2(a);
    case function::expm1:
      return std::expm1(a);
    case function::log:
      return std::log(a);
    case function::log2:
      return std::log2(a);
    case function::log10:
      return std::log10(a);
    case function::log1p:
      return std::log1p(a);
    case function::tanh:
      return std::tanh(a);
    case function::erf:
      return std::erf(a);
    case function::sin:
      return std::sin(a);
    case function::cos:
      return std::cos(a);
    case function::tan:
      return std::tan(a);
    case function::atan:
      return std::atan(a);
    case function::pow:
      break;
  }
  return std::pow(a, b);
}

/// One operation on operands of type T, as core/scalar.hpp defines it; `known` is false where the
/// type has no such operation.
template <element_type T>
std::uint64_t apply_operation(ir::operation op, T a, T b, T c, bool& known) {
  namespace ar = arithmetic;
  using enum ir::operation;
  using ir::bits_of;
  if constexpr (ar::floating<T>) {
    if (op == sqrt) return bits_of(ar::sqrt(a));
    if (op == floor) return bits_of(ar::floor(a));
    if (op == ceil) return bits_of(ar::ceil(a));
    if (op == truncate) return bits_of(ar::truncate(a));
    if (op == round_even) return bits_of(ar::round_even(a));
    if (op == fma) return bits_of(ar::fused_multiply_add(a, b, c));
  } else {
    if (op == bit_not) return bits_of(ar::bit_not(a));
    if (op == bit_and) return bits_of(ar::bit_and(a, b));
    if (op == bit_or) return bits_of(ar::bit_or(a, b));
    if (op == bit_xor) return bits_of(ar::bit_xor(a, b));
  }
  if constexpr (ar::integral<T>) {
    if (op == remainder) return bits_of(ar::remainder(a, b));
    if (op == shift_left) return bits_of(ar::shift_left(a, b));
    if (op == shift_right) return bits_of(ar::shift_right(a, b));
  }
  if constexpr (ar::numeric<T>) {
    if (op == negate) return bits_of(ar::negate(a));
    if (op == absolute) return bits_of(ar::absolute(a));
    if (op == add) return bits_of(ar::add(a, b));
    if (op == subtract) return bits_of(ar::subtract(a, b));
    if (op == multiply) return bits_of(ar::multiply(a, b));
    if (op == divide) return bits_of(ar::divide(a, b));
  } else {
    if (op == logical_not) return bits_of(!a);
    if (op == logical_and) return bits_of(a && b);
    if (op == logical_or) return bits_of(a || b);
  }
  switch (op) {
    case minimum:
      return bits_of(ar::minimum(a, b));
    case maximum:
      return bits_of(ar::maximum(a, b));
    case equal:
      return bits_of(a == b);
    case not_equal:
      return bits_of(a != b);
    case less:
      return bits_of(a < b);
    case less_equal:
      return bits_of(a <= b);
    default:
      known = false;
      return 0;
  }
}

/// A value as another element type.
inline std::uint64_t convert_bits(element to, element from, std::uint64_t bits) {
  if (to == from) return bits;
  if (is_narrow_float(to) || is_narrow_float(from)) return ir::cast_narrow(to, from, bits);
  return ir::with_computing_type_of(to, [&]<class To>() {
    return ir::with_computing_type_of(from, [&]<class From>() {
      return ir::bits_of(arithmetic::cast<To>(ir::from_bits<From>(bits)));
    });
  });
}

}  // namespace tenon::inline TENON_ABI::expr
