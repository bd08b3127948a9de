// How precise the math functions of lower/math.hpp are: the stated bounds, which a test holds.
//
// Largest errors found, in units in the last place of the exact result, and the number of
// expressions a call adds ("plain": on targets without fma), by
//   g++ -std=c++20 -O3 -march=native -ffp-contract=off -fno-trapping-math -fno-math-errno -Iinclude
//       -DTENON_MATH_MEASURE tests/lower/math_accuracy_test.cpp tests/main.cpp && ./a.out
// (float: every 31st of the 2^32 arguments, for exp, sin, cos and tan also each of those from 1/2
// to the end of the range; pow 2^26 pairs; double: 2^24 stratified arguments; against the C library
// in the next wider type):
//
//            float fma  float plain  double fma  double plain   expressions of each
//   exp          1.63         1.54        1.49          1.37    33  42  45  60
//   exp2         0.85         1.06        0.82          1.07    32  38  42  53
//   expm1        1.38         1.41        1.48          1.66    41  52  53  70
//   log          0.89         0.89        1.29          0.93    44  51  56  67
//   log2         1.04         1.16        1.14          1.16    47  60  59  76
//   log10        1.05         1.10        1.08          1.19    50  65  62  81
//   log1p        1.54         1.52        1.82          1.44    47  56  58  71
//   tanh         2.40         2.40        2.40          2.36    44  55  56  73
//   erf          1.65         2.27        1.65          2.36    61  81  88 120
//   sin          2.51         3.50        2.14          2.72    30  48  38  56
//   cos          2.50         3.42        2.15          2.68    34  51  42  60
//   tan          2.64         3.63        2.66          3.16    33  50  43  62
//   atan         1.83         2.05        1.85          1.98    29  35  41  53
//   pow          0.92         1.19        0.96          1.33   152 235 176 270
#pragma once

#include <limits>

#include <tenon/core/element.hpp>
#include <tenon/core/function.hpp>

namespace tenon::inline TENON_ABI::lower::math {

/// How far from 0 the angle functions keep their bound; others keep it everywhere.
constexpr double accurate_range(function f, element e) {
  const double range = e == element::f32 ? 1e5 : 1e9;
  if (f == function::sin || f == function::cos) return range;
  return f == function::tan ? range / 2 : std::numeric_limits<double>::infinity();
}

/// Upper bound of the error in units in the last place, on targets with fma or without.
constexpr double error_bound(function f, element e, bool fused) {
  // columns as above
  constexpr double bounds[function_count][4] = {
      {2, 2, 2, 1.5},        // exp
      {1.5, 1.5, 1.5, 1.5},  // exp2
      {1.5, 2, 2, 2},        // expm1
      {1.5, 1.5, 1.5, 1.5},  // log
      {1.5, 1.5, 1.5, 1.5},  // log2
      {1.5, 1.5, 1.5, 1.5},  // log10
      {2, 2, 2, 2},          // log1p
      {3, 3, 3, 2.5},        // tanh
      {2, 2.5, 2, 2.5},      // erf
      {3, 4, 2.5, 3},        // sin
      {3, 4, 2.5, 3},        // cos
      {3, 4, 3, 3.5},        // tan
      {2, 2.5, 2, 2.5},      // atan
      {1.5, 1.5, 1.5, 1.5},  // pow
  };
  return bounds[static_cast<int>(f)][(e == element::f32 ? 0 : 2) + (fused ? 0 : 1)];
}

}  // namespace tenon::inline TENON_ABI::lower::math
