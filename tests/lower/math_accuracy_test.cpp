// Every math function stays within its stated error, with fma and without: a sweep over float
// arguments, stratified double arguments. With -DTENON_MATH_MEASURE far more arguments are tried
// and the largest errors are printed.
#include "math_numbers.hpp"

#include <tenon/lower/math/accuracy.hpp>

#include <cstdio>
#include <limits>
#include <string>
#include <utility>

#include <doctest/doctest.h>

using namespace tenon;
using namespace tenon_test;

namespace {

#ifdef TENON_MATH_MEASURE
constexpr bool measuring = true;
constexpr std::uint64_t float_stride = 31;
constexpr int pow_floats = 1 << 26;
constexpr int doubles = 1 << 24;
#else
constexpr bool measuring = false;
constexpr std::uint64_t float_stride = 8191;
constexpr int pow_floats = 1 << 18;
constexpr int doubles = 1 << 16;
#endif

/// The distance of Reals near `x`, which is not above the first power of two that is too large.
template <class Real>
wider_t<Real> spacing(wider_t<Real> x) {
  using limits = std::numeric_limits<Real>;
  int exponent = limits::min_exponent;
  if constexpr (std::is_same_v<Real, float>) {  // in bits, because it is often
    exponent = static_cast<int>(__builtin_bit_cast(std::uint64_t, x) >> 52 & 0x7ff) - 1022;
  } else if (x != 0) {
    std::frexp(x, &exponent);
  }
  exponent = exponent < limits::min_exponent ? limits::min_exponent : exponent;
  exponent = exponent > limits::max_exponent ? limits::max_exponent : exponent;
  if constexpr (std::is_same_v<Real, float>) {
    return __builtin_bit_cast(double, std::uint64_t(1023 + exponent - limits::digits) << 52);
  } else {
    return std::ldexp(wider_t<Real>(1), exponent - limits::digits);
  }
}

/// |got - exact| in units in the last place of `exact` as a Real. Overflow counts as the first
/// power of two that is too large; a NaN on one side only is infinitely wrong.
template <class Real>
double error_in_ulp(Real got, wider_t<Real> exact) {
  using wide = wider_t<Real>;
  using limits = std::numeric_limits<Real>;
  if (exact != exact) return got != got ? 0 : HUGE_VAL;
  if (got != got) return HUGE_VAL;
  static const wide end = std::ldexp(wide(1), limits::max_exponent);
  const wide e = exact > end ? end : exact < -end ? -end : exact;
  const wide g = std::isinf(got) ? std::copysign(end, wide(got)) : wide(got);
  return static_cast<double>(std::fabs(g - e) / spacing<Real>(e));
}

struct worst {
  double error = 0;
  double x = 0, y = 0;
};

/// The largest errors of one function, [0] without fma, [1] with.
template <class Real>
struct measurement {
  worst of[2];

  void look(function f, Real x, Real y, Real plain, Real fused) {
    const wider_t<Real> exact = library<wider_t<Real>>(f, x, y);
    const Real got[2] = {plain, fused};
    for (int i = 0; i < 2; ++i) {
      const double error = error_in_ulp(got[i], exact);
      if (!(error <= of[i].error)) of[i] = {error, double(x), double(y)};
    }
  }
};

template <class Real>
void judge(function f, const measurement<Real>& m) {
  constexpr element e = element_of<Real>;
  for (int fused = 0; fused < 2; ++fused) {
    const worst& w = m.of[fused];
    if (measuring) {
      std::printf("%-6s %-6s %-5s %.3f at %a %a\n", spelling(f), spelling(e),
                  fused ? "fma" : "plain", w.error, w.x, w.y);
      std::fflush(stdout);
    }
    INFO(std::string(spelling(f)), " of ", std::string(spelling(e)), ", fma: ", fused, ", at ", w.x,
         ", ", w.y);
    CHECK(w.error <= lower::math::error_bound(f, e, fused == 1));
    CHECK(w.error > 0.5);  // else nothing was measured: no function here rounds correctly
  }
}

// ---- arguments ---------------------------------------------------------------------------------

/// Numbers that look random and are the same on every machine.
struct stream {
  std::uint64_t state;

  std::uint64_t next() {
    state += 0x9e37'79b9'7f4a'7c15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58'476d'1ce4'e5b9u;
    z = (z ^ (z >> 27)) * 0x94d0'49bb'1331'11ebu;
    return z ^ (z >> 31);
  }
  double between(double low, double high) {
    return low + (high - low) * std::ldexp(static_cast<double>(next() >> 11), -53);
  }
  double sign() { return (next() & 1) != 0 ? 1 : -1; }
  template <class Real>
  Real any() {
    using word = typename lower::math::format<Real>::word;
    return __builtin_bit_cast(Real, static_cast<word>(next()));
  }
};

/// Where the function is neither constant nor overflows.
double interesting(function f, stream& random) {
  switch (f) {
    case function::exp:
    case function::expm1:
      return random.between(-750, 715);
    case function::exp2:
      return random.between(-1080, 1030);
    case function::log:
    case function::log2:
    case function::log10:
      return random.between(0.4, 2.5);
    case function::log1p:
      return random.between(-1, 2);
    case function::tanh:
      return random.between(-20, 20);
    case function::sin:
    case function::cos:
      return random.between(-1e9, 1e9);
    case function::tan:
      return random.between(-5e8, 5e8);
    default:
      return random.between(-6.2, 6.2);
  }
}

/// All doubles alike, a log-uniform size, the interesting range, and the neighbourhood of zeros.
double stratified(function f, stream& random, int i) {
  switch (i & 3) {
    case 0:
      return random.any<double>();
    case 1:
      return random.sign() * std::exp2(random.between(-60, 10));
    case 2:
      return interesting(f, random);
    default:
      break;
  }
  if (f >= function::sin && f <= function::tan) {
    return std::floor(random.between(-3e8, 3e8)) * 0x1.921fb54442d18p0;
  }
  if (f >= function::log && f <= function::log10) {
    return 1 + random.sign() * std::exp2(random.between(-53, -1));
  }
  return random.between(-2, 2);
}

/// x and y whose power is mostly within range, whatever the size of x.
template <class Real>
void power_arguments(stream& random, int i, Real& x, Real& y) {
  constexpr double range = std::is_same_v<Real, float> ? 155 : 1090;
  x = std::fabs(random.any<Real>());
  if ((i & 1) != 0) x = static_cast<Real>(1 + random.sign() * std::exp2(random.between(-53, -1)));
  if ((i & 3) == 2) x = static_cast<Real>(random.between(0, 3));
  const double y_size = range / std::fabs(std::log2(static_cast<double>(x)));
  y = static_cast<Real>(random.between(-y_size, y_size));
  if ((i & 12) == 12) y = random.any<Real>();
  if ((i & 28) == 16) {
    y = static_cast<Real>(std::floor(random.between(-20, 20)));
    x *= static_cast<Real>(random.sign());
  }
}

// ---- measuring ---------------------------------------------------------------------------------

template <function F>
void measure_float() {
  constexpr int block = 1024;
  static float x[block], plain[block], fused[block];
  measurement<float> m;
  for (std::uint64_t bits = 0; bits < std::uint64_t{1} << 32; bits += block * float_stride) {
    for (int i = 0; i < block; ++i) {
      x[i] = __builtin_bit_cast(float, static_cast<std::uint32_t>(bits + i * float_stride));
      if (std::fabs(x[i]) > lower::math::accurate_range(F, element::f32)) x[i] = 1;
    }
    for (int i = 0; i < block; ++i) plain[i] = math_on_numbers<false>(F, x[i], x[i]);
    for (int i = 0; i < block; ++i) fused[i] = math_on_numbers<true>(F, x[i], x[i]);
    for (int i = 0; i < block; ++i) m.look(F, x[i], x[i], plain[i], fused[i]);
  }
  judge(F, m);
}

template <function F>
void measure_double() {
  measurement<double> m;
  stream random{static_cast<std::uint64_t>(F) + 1};
  for (int i = 0; i < doubles; ++i) {
    const double x = stratified(F, random, i);
    if (std::fabs(x) > lower::math::accurate_range(F, element::f64)) continue;
    m.look(F, x, x, math_on_numbers<false>(F, x, x), math_on_numbers<true>(F, x, x));
  }
  judge(F, m);
}

template <class Real>
void measure_pow(int count) {
  constexpr function f = function::pow;
  measurement<Real> m;
  stream random{17};
  for (int i = 0; i < count; ++i) {
    Real x{}, y{};
    power_arguments(random, i, x, y);
    m.look(f, x, y, math_on_numbers<false>(f, x, y), math_on_numbers<true>(f, x, y));
  }
  judge(f, m);
}

template <int... I>
void measure_all(std::integer_sequence<int, I...>) {
  (measure_float<static_cast<function>(I)>(), ...);
  (measure_double<static_cast<function>(I)>(), ...);
}

}  // namespace

TEST_CASE("each function of one argument stays within its stated error") {
  static_assert(static_cast<int>(function::pow) == function_count - 1,
                "math_accuracy_test requires 'pow' to be the last function");
  measure_all(std::make_integer_sequence<int, function_count - 1>{});
}

TEST_CASE("pow stays within its stated error") {
  measure_pow<double>(doubles);
  measure_pow<float>(pow_floats);
}
