// The arithmetic of lower/math on plain numbers, each operation as the loop program defines it:
// so that millions of points can be measured without a program. For the tests beside this file.
#pragma once

#include <cmath>
#include <cstdint>

#include <tenon/lower/math.hpp>

namespace tenon_test {

template <class Real, bool Fused> struct numbers {
  using real = Real;
  using word = typename tenon::lower::math::format<Real>::word;
  using signed_word = std::make_signed_t<word>;
  static constexpr bool fused = Fused;

  static real number(real v) { return v; }
  static word integer(word v) { return v; }
  template <class T> static T add(T x, T y) { return x + y; }
  template <class T> static T subtract(T x, T y) { return x - y; }
  static real multiply(real x, real y) { return x * y; }
  static real divide(real x, real y) { return x / y; }
  static real negate(real x) { return -x; }
  static real absolute(real x) { return std::fabs(x); }
  static real floor(real x) { return std::floor(x); }
  static real minimum(real x, real y) { return y < x ? y : x; }
  static real maximum(real x, real y) { return x < y ? y : x; }
  static float fma(float x, float y, float z) { return __builtin_fmaf(x, y, z); }
  static double fma(double x, double y, double z) { return __builtin_fma(x, y, z); }
  static bool less(real x, real y) { return x < y; }
  static bool less_equal(real x, real y) { return x <= y; }
  template <class T> static bool equal(T x, T y) { return x == y; }
  static bool not_equal(real x, real y) { return x != y; }
  static bool either(bool x, bool y) { return x | y; }
  static bool both(bool x, bool y) { return x & y; }
  template <class T> static T select(bool c, T x, T y) { return c ? x : y; }
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

}  // namespace tenon_test
