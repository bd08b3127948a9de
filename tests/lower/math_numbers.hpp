// The arithmetic of lower/math on plain numbers, each operation as the loop program defines it,
// so that millions of points can be measured without a program. For the tests beside this file.
#pragma once

#include <cmath>
#include <type_traits>

#include <tenon/core/scalar.hpp>
#include <tenon/lower/math.hpp>

namespace tenon_test {

/// The members of tenon::lower::math::writer; a value is a number.
template <class Real, bool Fused>
struct numbers {
  using real = Real;
  using word = typename tenon::lower::math::format<Real>::word;
  using signed_word = std::make_signed_t<word>;
  static constexpr bool fused = Fused;

  static real number(real v) { return v; }
  static word integer(word v) { return v; }
  template <class T>
  static T add(T x, T y) {
    return x + y;
  }
  template <class T>
  static T subtract(T x, T y) {
    return x - y;
  }
  static real multiply(real x, real y) {
#ifdef TENON_MATH_MEASURE  // compiled with -ffp-contract=off, to be vectorized
    return x * y;
#else
    return tenon::arithmetic::multiply(x, y);
#endif
  }
  static real divide(real x, real y) { return x / y; }
  static real negate(real x) { return -x; }
  static real absolute(real x) { return std::fabs(x); }
  static real floor(real x) { return std::floor(x); }
  static real minimum(real x, real y) { return y < x ? y : x; }
  static real maximum(real x, real y) { return x < y ? y : x; }
  static real fma(real x, real y, real z) { return tenon::arithmetic::fused_multiply_add(x, y, z); }
  static bool less(real x, real y) { return x < y; }
  static bool less_equal(real x, real y) { return x <= y; }
  template <class T>
  static bool equal(T x, T y) {
    return x == y;
  }
  static bool not_equal(real x, real y) { return x != y; }
  static bool either(bool x, bool y) { return x | y; }
  static bool both(bool x, bool y) { return x & y; }
  template <class T>
  static T select(bool c, T x, T y) {
    return c ? x : y;
  }
  static word bits(real x) { return __builtin_bit_cast(word, x); }
  static real value(word x) { return __builtin_bit_cast(real, x); }
  static word shift_left(word x, int n) { return x << n; }
  static word shift_right(word x, int n) { return x >> n; }
  static real signed_quotient(word x, int n) {
    return static_cast<real>(static_cast<signed_word>(x) >> n);
  }
  static word bit_and(word x, word y) { return x & y; }
  static word bit_or(word x, word y) { return x | y; }
  static word bit_xor(word x, word y) { return x ^ y; }
};

/// f(x), or f(x, y), on numbers.
template <bool Fused, class Real>
Real math_on_numbers(tenon::function f, Real x, Real y) {
  return tenon::lower::math::apply(numbers<Real, Fused>{}, f, x, y);
}

/// The C library's f in a wider type: for float double, for double long double.
template <class Wide>
Wide library(tenon::function f, Wide x, Wide y) {
  using tenon::function;
  switch (f) {
    case function::exp:
      return std::exp(x);
    case function::exp2:
      return std::exp2(x);
    case function::expm1:
      return std::expm1(x);
    case function::log:
      return std::log(x);
    case function::log2:
      return std::log2(x);
    case function::log10:
      return std::log10(x);
    case function::log1p:
      return std::log1p(x);
    case function::tanh:
      return std::tanh(x);
    case function::erf:
      return std::erf(x);
    case function::sin:
      return std::sin(x);
    case function::cos:
      return std::cos(x);
    case function::tan:
      return std::tan(x);
    case function::atan:
      return std::atan(x);
    case function::pow:
      return std::pow(x, y);
  }
  return x;
}

template <class Real>
struct wider;
template <>
struct wider<float> {
  using type = double;
};
template <>
struct wider<double> {
  using type = long double;
};
template <class Real>
using wider_t = typename wider<Real>::type;

}  // namespace tenon_test
