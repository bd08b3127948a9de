// What each scalar operation of the loop program means, in one place: for the oracle, the
// interpreter, constant folding and the scalar tails of compiled kernels. Every function is
// templated on the C++ type of an element and gives the same bits in constant evaluation and at
// run time, with any optimisation flags but -ffast-math.
//
//   arithmetic::add<std::int8_t>(127, 1) == -128      wraps in its own width
//   arithmetic::divide(7, 0) == 0                     total
//   arithmetic::cast<std::uint8_t>(-3.5f) == 0        saturates
#pragma once

#include <limits>
#include <type_traits>

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI::arithmetic {

/// An element type that holds IEEE numbers.
template <class T>
concept floating = element_type<T> && std::is_floating_point_v<T>;

/// An element type that holds integers (bool is neither).
template <class T>
concept integral = element_type<T> && std::is_integral_v<T> && !std::is_same_v<T, bool>;

/// An element type with addition and multiplication.
template <class T>
concept numeric = floating<T> || integral<T>;

/// The value itself, hidden from the optimiser: a product that went through here is never
/// contracted with an addition (GCC does so by default wherever fma instructions exist).
template <floating T>
TENON_INLINE constexpr T rounded(T value) {
  if (!std::is_constant_evaluated()) {
#if defined(__SSE2__)
    asm("" : "+x"(value));
#elif defined(__aarch64__)
    asm("" : "+w"(value));
#else
    asm("" : "+m"(value));
#endif
  }
  return value;
}

// ---- numbers -----------------------------------------------------------------------------------

/// a + b; integers wrap.
template <numeric T>
TENON_INLINE constexpr T add(T a, T b) {
  if constexpr (floating<T>)
    return a + b;
  else
    return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

/// a - b; integers wrap.
template <numeric T>
TENON_INLINE constexpr T subtract(T a, T b) {
  if constexpr (floating<T>)
    return a - b;
  else
    return static_cast<T>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

/// a · b, rounded before anything is added to it; integers wrap.
template <numeric T>
TENON_INLINE constexpr T multiply(T a, T b) {
  if constexpr (floating<T>)
    return rounded<T>(a * b);
  else
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}

/// a / b: IEEE, or truncated towards zero with a / 0 = 0 and MIN / -1 = MIN.
template <numeric T>
TENON_INLINE constexpr T divide(T a, T b) {
  if constexpr (floating<T>) {
    return a / b;
  } else {
    if (b == 0) return 0;
    if constexpr (std::is_signed_v<T>) {
      if (b == -1) return subtract<T>(0, a);
    }
    return static_cast<T>(a / b);
  }
}

/// a - b · (a / b) with a % 0 = 0: the sign is that of a.
template <integral T>
TENON_INLINE constexpr T remainder(T a, T b) {
  if (b == 0) return 0;
  if constexpr (std::is_signed_v<T>) {
    if (b == -1) return 0;
  }
  return static_cast<T>(a % b);
}

/// b < a ? b : a, so that a wins ties and comparisons with NaN.
template <element_type T>
TENON_INLINE constexpr T minimum(T a, T b) {
  return b < a ? b : a;
}

/// a < b ? b : a, so that a wins ties and comparisons with NaN.
template <element_type T>
TENON_INLINE constexpr T maximum(T a, T b) {
  return a < b ? b : a;
}

/// -a: flips the sign bit of a float, wraps an integer.
template <numeric T>
TENON_INLINE constexpr T negate(T a) {
  if constexpr (floating<T>)
    return -a;
  else
    return subtract<T>(0, a);
}

/// |a|: clears the sign bit of a float; |MIN| = MIN.
template <numeric T>
TENON_INLINE constexpr T absolute(T a) {
  if constexpr (std::is_same_v<T, float>) {
    return __builtin_bit_cast(float, __builtin_bit_cast(std::uint32_t, a) & 0x7fff'ffffu);
  } else if constexpr (std::is_same_v<T, double>) {
    return __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, a) & ~(1ull << 63));
  } else {
    return a < 0 ? negate<T>(a) : a;
  }
}

/// a · b + c rounded once.
template <floating T>
TENON_INLINE T fused_multiply_add(T a, T b, T c) {
  if constexpr (std::is_same_v<T, float>)
    return __builtin_fmaf(a, b, c);
  else
    return __builtin_fma(a, b, c);
}

// ---- bits --------------------------------------------------------------------------------------

/// a << b with b taken modulo the width.
template <integral T>
TENON_INLINE constexpr T shift_left(T a, T b) {
  constexpr unsigned mask = sizeof(T) * 8 - 1;
  return static_cast<T>(static_cast<std::uint64_t>(a) << (static_cast<unsigned>(b) & mask));
}

/// a >> b with b taken modulo the width; keeps the sign of a signed integer.
template <integral T>
TENON_INLINE constexpr T shift_right(T a, T b) {
  constexpr unsigned mask = sizeof(T) * 8 - 1;
  return static_cast<T>(a >> (static_cast<unsigned>(b) & mask));
}

template <element_type T>
TENON_INLINE constexpr T bit_and(T a, T b) {
  return static_cast<T>(a & b);
}
template <element_type T>
TENON_INLINE constexpr T bit_or(T a, T b) {
  return static_cast<T>(a | b);
}
template <element_type T>
TENON_INLINE constexpr T bit_xor(T a, T b) {
  return static_cast<T>(a ^ b);
}

/// Every bit flipped; for bool, the other truth value.
template <element_type T>
TENON_INLINE constexpr T bit_not(T a) {
  if constexpr (std::is_same_v<T, bool>)
    return !a;
  else
    return static_cast<T>(~a);
}

// ---- casts -------------------------------------------------------------------------------------

/// Converts: floats to integers truncate and saturate and NaN becomes 0; integers to narrower
/// integers keep the low bits; to bool is x != 0; from bool is 0 or 1; from and to half and
/// bfloat16 goes through float.
template <element_type To, element_type From>
TENON_INLINE constexpr To cast(From x) {
  if constexpr (std::is_same_v<To, From>) {
    return x;
  } else if constexpr (narrow_float<To>) {
    return To(cast<float>(x));
  } else if constexpr (narrow_float<From>) {
    return cast<To>(static_cast<float>(x));
  } else if constexpr (std::is_same_v<To, bool>) {
    return x != From(0);
  } else if constexpr (floating<From> && integral<To>) {
    using bounds = std::numeric_limits<To>;
    constexpr From above = From(2) * From(std::uint64_t{1} << (bounds::digits - 1));  // max + 1
    if (!(x == x)) return 0;
    if (x >= above) return bounds::max();
    if (x <= From(bounds::min())) return bounds::min();
    return static_cast<To>(x);
  } else {
    return static_cast<To>(x);
  }
}

// ---- rounding ----------------------------------------------------------------------------------

/// Directions in which a float is rounded to an integral value.
enum class rounding : unsigned char { floor, ceil, truncate, even };

/// The same as the four functions below in integer arithmetic, which constant evaluation needs.
template <rounding Direction, floating T>
constexpr T round_by_integers(T x) {
  const T size = absolute(x);
  if (!(size < T(1ull << (std::numeric_limits<T>::digits - 1)))) return x;  // integral, inf, NaN
  const T whole = static_cast<T>(static_cast<std::int64_t>(size));
  const T rest = size - whole;
  const bool negative = x < T(0);
  bool up = false;  // away from zero
  if constexpr (Direction == rounding::floor) up = negative && rest > T(0);
  if constexpr (Direction == rounding::ceil) up = !negative && rest > T(0);
  if constexpr (Direction == rounding::even) {
    up = rest > T(0.5) || (rest == T(0.5) && static_cast<std::int64_t>(size) % 2 != 0);
  }
  const T result = up ? whole + T(1) : whole;
  if (x == T(0)) return x;  // keeps the sign of zero
  return negative ? -result : result;
}

/// The largest integral value not above x.
template <floating T>
TENON_INLINE constexpr T floor(T x) {
  if (std::is_constant_evaluated()) return round_by_integers<rounding::floor>(x);
  if constexpr (std::is_same_v<T, float>)
    return __builtin_floorf(x);
  else
    return __builtin_floor(x);
}

/// The smallest integral value not below x.
template <floating T>
TENON_INLINE constexpr T ceil(T x) {
  if (std::is_constant_evaluated()) return round_by_integers<rounding::ceil>(x);
  if constexpr (std::is_same_v<T, float>)
    return __builtin_ceilf(x);
  else
    return __builtin_ceil(x);
}

/// x without its fraction.
template <floating T>
TENON_INLINE constexpr T truncate(T x) {
  if (std::is_constant_evaluated()) return round_by_integers<rounding::truncate>(x);
  if constexpr (std::is_same_v<T, float>)
    return __builtin_truncf(x);
  else
    return __builtin_trunc(x);
}

/// The nearest integral value, ties to even.
template <floating T>
TENON_INLINE constexpr T round_even(T x) {
  if (std::is_constant_evaluated()) return round_by_integers<rounding::even>(x);
  if constexpr (std::is_same_v<T, float>)
    return __builtin_rintf(x);
  else
    return __builtin_rint(x);
}

/// √x, correctly rounded.
template <floating T>
TENON_INLINE T sqrt(T x) {
  if constexpr (std::is_same_v<T, float>)
    return __builtin_sqrtf(x);
  else
    return __builtin_sqrt(x);
}

}  // namespace tenon::inline TENON_ABI::arithmetic
