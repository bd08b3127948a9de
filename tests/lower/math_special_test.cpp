// Special values of the math functions: zeros with their signs, infinities, NaN, subnormals, exact
// results, and C's table for pow; with fma and without.
#include "math_numbers.hpp"

#include <limits>
#include <string>

#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon_test;

namespace {

/// The same number, zeros by sign; all NaNs are equal.
template <class Real>
bool same(Real a, Real b) {
  return a != a ? b != b : a == b && std::signbit(a) == std::signbit(b);
}

template <class Real>
void gives(function f, Real x, Real want, Real y = 0) {
  INFO(std::string(spelling(f)), "(", x, ", ", y, ") as ", std::string(spelling(element_of<Real>)));
  CHECK(same(math_on_numbers<true>(f, x, y), want));
  CHECK(same(math_on_numbers<false>(f, x, y), want));
}

template <class Real>
void odd(function f, Real x, Real want) {
  gives<Real>(f, x, want);
  gives<Real>(f, -x, -want);
}

}  // namespace

TEST_CASE_TEMPLATE("zeros, infinities and NaN", Real, float, double) {
  constexpr Real inf = std::numeric_limits<Real>::infinity();
  constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
  constexpr Real tiny = std::numeric_limits<Real>::denorm_min();
  for (int i = 0; i < function_count - 1; ++i) gives<Real>(static_cast<function>(i), nan, nan);
  for (function f : {function::expm1, function::log1p, function::tanh, function::sin, function::tan,
                     function::atan}) {
    odd<Real>(f, 0, 0);
    odd<Real>(f, tiny, tiny);
    odd<Real>(f, std::numeric_limits<Real>::min() / 2, std::numeric_limits<Real>::min() / 2);
  }
  odd<Real>(function::erf, 0, 0);
  odd<Real>(function::tanh, inf, 1);
  odd<Real>(function::erf, inf, 1);
  for (function f : {function::sin, function::cos, function::tan}) odd<Real>(f, inf, nan);
  for (function f : {function::exp, function::exp2}) {
    gives<Real>(f, 0, 1);
    gives<Real>(f, Real(-0.0), 1);
    gives<Real>(f, -tiny, 1);
    gives<Real>(f, inf, inf);
    gives<Real>(f, -inf, 0);
    gives<Real>(f, std::numeric_limits<Real>::max(), inf);
    gives<Real>(f, std::numeric_limits<Real>::lowest(), 0);
  }
  gives<Real>(function::expm1, inf, inf);
  gives<Real>(function::expm1, -inf, -1);
  for (function f : {function::log, function::log2, function::log10}) {
    gives<Real>(f, 0, -inf);
    gives<Real>(f, Real(-0.0), -inf);
    gives<Real>(f, 1, 0);
    gives<Real>(f, inf, inf);
    gives<Real>(f, -inf, nan);
    gives<Real>(f, -tiny, nan);
  }
  gives<Real>(function::log1p, -1, -inf);
  gives<Real>(function::log1p, -2, nan);
  gives<Real>(function::log1p, inf, inf);
  gives<Real>(function::cos, 0, 1);
  gives<Real>(function::cos, Real(-0.0), 1);
  odd<Real>(function::atan, inf, static_cast<Real>(0x1.921fb54442d18p0));
}

TEST_CASE_TEMPLATE("powers of two are exact, subnormal ones too", Real, float, double) {
  using limits = std::numeric_limits<Real>;
  const int smallest = limits::min_exponent - limits::digits;
  for (int n = smallest; n < limits::max_exponent; ++n) {
    const auto exponent = static_cast<Real>(n);
    const Real power = std::ldexp(Real(1), n);
    gives<Real>(function::exp2, exponent, power);
    gives<Real>(function::log2, power, exponent);
    gives<Real>(function::pow, 2, power, exponent);
  }
  gives<Real>(function::exp2, limits::max_exponent, limits::infinity());
  gives<Real>(function::exp2, static_cast<Real>(smallest - 1), 0);
}

TEST_CASE_TEMPLATE("pow follows C's table", Real, float, double) {
  using limits = std::numeric_limits<Real>;
  constexpr Real inf = limits::infinity();
  constexpr Real nan = limits::quiet_NaN();
  const Real sizes[] = {0,
                        limits::denorm_min(),
                        limits::min(),
                        Real(0.5),
                        1 - limits::epsilon() / 2,
                        1,
                        1 + limits::epsilon(),
                        Real(1.5),
                        2,
                        3,
                        Real(2.5),
                        100000,
                        100001,
                        Real(16777215),
                        Real(9007199254740991.0),
                        limits::max(),
                        inf,
                        nan};
  int special = 0;
  for (const Real a : sizes) {
    for (const Real b : sizes) {
      for (int signs = 0; signs < 4; ++signs) {
        const Real x = (signs & 1) != 0 ? -a : a;
        const Real y = (signs & 2) != 0 ? -b : b;
        const auto want = static_cast<Real>(std::pow(wider_t<Real>(x), wider_t<Real>(y)));
        const bool one = a == 1 || b == 0;
        if (std::isfinite(want) && want != 0 && !one) continue;
        gives<Real>(function::pow, x, want, y);
        ++special;
      }
    }
  }
  CHECK(special > 800);
}

TEST_CASE_TEMPLATE("far angles stay bounded", Real, float, double) {
  Real x = 1;
  for (int i = 0; i < 120; ++i) {
    x *= Real(1.9);
    for (function f : {function::sin, function::cos}) {
      CHECK(std::fabs(math_on_numbers<true>(f, x, x)) <= 1);
      CHECK(std::fabs(math_on_numbers<false>(f, -x, -x)) <= 1);
    }
    CHECK(!std::isnan(math_on_numbers<true>(function::tan, x, x)));
  }
}
