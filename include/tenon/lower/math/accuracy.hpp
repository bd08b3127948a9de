// How precise the math functions of lower/math.hpp are: the stated bounds, which a test holds.
//
// Largest errors found, in units in the last place of the exact result, by
//   g++ -std=c++20 -O3 -march=native -ffp-contract=off -fno-trapping-math -fno-math-errno -Iinclude
//       -DTENON_MATH_MEASURE tests/lower/math_accuracy_test.cpp tests/main.cpp && ./a.out
// (float: all 2^32 arguments, pow 2^28 pairs; double: 2^24 stratified arguments; against the C
// library in the next wider type):
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
  constexpr double bounds[function_count][4] = {
      {2, 2, 2, 2},  // exp
      {2, 2, 2, 2},  // exp2
      {2, 2, 2, 2},  // expm1
      {2, 2, 2, 2},  // log
      {2, 2, 2, 2},  // log2
      {2, 2, 2, 2},  // log10
      {2, 2, 2, 2},  // log1p
      {4, 4, 4, 4},  // tanh
      {4, 4, 4, 4},  // erf
      {4, 4, 4, 4},  // sin
      {4, 4, 4, 4},  // cos
      {4, 4, 4, 4},  // tan
      {4, 4, 4, 4},  // atan
      {2, 2, 2, 2},  // pow
  };
  return bounds[static_cast<int>(f)][(e == element::f32 ? 0 : 2) + (fused ? 0 : 1)];
}

}  // namespace tenon::inline TENON_ABI::lower::math
