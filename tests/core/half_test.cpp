// Half and bfloat16: every bit pattern converts to float and back, and every float at, and beside,
// the middle between two neighbours rounds as IEEE says. The numbers are worked out from exponent
// and fraction alone.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>

#include <tenon/core/scalar.hpp>

namespace {

using namespace tenon;

/// What 16 bits with so many bits of fraction stand for; infinite and NaN aside.
double number(unsigned bits, int fraction_bits) {
  const int exponent_bits = 15 - fraction_bits;
  const int exponent = static_cast<int>(bits >> fraction_bits & ((1u << exponent_bits) - 1));
  const unsigned fraction = bits & ((1u << fraction_bits) - 1);
  const int bias = (1 << (exponent_bits - 1)) - 1;
  const double size =
      exponent == 0 ? std::ldexp(fraction, 1 - bias - fraction_bits)
                    : std::ldexp(fraction + (1u << fraction_bits), exponent - bias - fraction_bits);
  return (bits & 0x8000u) != 0 ? -size : size;
}

template <class T>
void check_widening(int fraction_bits) {
  const unsigned infinite = ((1u << (15 - fraction_bits)) - 1) << fraction_bits;
  for (unsigned bits = 0; bits < 0x10000u; ++bits) {
    const T x = T::from_bits(static_cast<std::uint16_t>(bits));
    const float wide = x;
    CAPTURE(bits);
    REQUIRE(x.bits() == bits);
    const unsigned size = bits & 0x7fffu;
    if (size > infinite) {
      REQUIRE(std::isnan(wide));
      REQUIRE(std::isnan(float(T(wide))));
      continue;
    }
    REQUIRE(std::signbit(wide) == ((bits & 0x8000u) != 0));
    if (size == infinite)
      REQUIRE(std::isinf(wide));
    else
      REQUIRE(static_cast<double>(wide) == number(bits, fraction_bits));
    REQUIRE(T(wide).bits() == bits);
  }
}

template <class T>
void check_narrowing(int fraction_bits) {
  const unsigned infinite = ((1u << (15 - fraction_bits)) - 1) << fraction_bits;
  const float inf = std::numeric_limits<float>::infinity();
  for (unsigned below = 0; below < infinite; ++below) {
    CAPTURE(below);
    // The neighbour of the largest is what the next exponent would give, and becomes infinite.
    const double low = number(below, fraction_bits);
    const double gap = below + 1 == infinite ? low - number(below - 1, fraction_bits)
                                             : number(below + 1, fraction_bits) - low;
    const auto middle = static_cast<float>(low + gap / 2);
    if (static_cast<double>(middle) != low + gap / 2)
      continue;  // a bfloat16 that float can't halve
    const unsigned even = below % 2 == 0 ? below : below + 1;
    for (const unsigned sign : {0u, 0x8000u}) {
      const float by = sign == 0 ? 1.0f : -1.0f;
      REQUIRE(T(by * middle).bits() == (sign | even));
      REQUIRE(T(by * std::nextafter(middle, 0.0f)).bits() == (sign | below));
      REQUIRE(T(by * std::nextafter(middle, inf)).bits() == (sign | (below + 1)));
    }
  }
  for (const float by : {1.0f, -1.0f}) {
    const unsigned sign = by > 0 ? 0u : 0x8000u;
    CHECK(T(by * 0.0f).bits() == sign);
    CHECK(T(by * std::numeric_limits<float>::denorm_min()).bits() == sign);
    CHECK(T(by * std::numeric_limits<float>::max()).bits() == (sign | infinite));
    CHECK(T(by * inf).bits() == (sign | infinite));
  }
  CHECK(std::isnan(float(T(std::numeric_limits<float>::quiet_NaN()))));
  CHECK(std::isnan(float(T(__builtin_bit_cast(float, 0x7fff'ffffu)))));
  CHECK(std::isnan(float(T(__builtin_bit_cast(float, 0x7f80'0001u)))));
}

TEST_CASE("every half is the float that its bits say, and comes back") { check_widening<half>(10); }
TEST_CASE("every bfloat16 is the float that its bits say, and comes back") {
  check_widening<bfloat16>(7);
}
TEST_CASE("floats round to the nearest half, ties to even") { check_narrowing<half>(10); }
TEST_CASE("floats round to the nearest bfloat16, ties to even") { check_narrowing<bfloat16>(7); }

#if defined(__FLT16_MAX__)
TEST_CASE("halves are the compiler's _Float16") {
  for (std::uint64_t bits = 0; bits <= 0xffff'ffffu; bits += 4099) {
    const float x = __builtin_bit_cast(float, static_cast<std::uint32_t>(bits));
    const auto theirs = static_cast<_Float16>(x);
    CAPTURE(bits);
    if (x != x)
      REQUIRE(std::isnan(float(half(x))));
    else
      REQUIRE(half(x).bits() == __builtin_bit_cast(std::uint16_t, theirs));
  }
}
#endif

TEST_CASE("constant evaluation converts too") {
  static_assert(half(1.0f).bits() == 0x3c00 && half(-2.0f).bits() == 0xc000);
  static_assert(half(65504.0f).bits() == 0x7bff && half(65519.0f).bits() == 0x7bff);
  static_assert(half(65520.0f).bits() == 0x7c00 && half(1e30f).bits() == 0x7c00);
  static_assert(half(0x1p-24f).bits() == 1 && half(0x1p-25f).bits() == 0);
  static_assert(half(0x1.8p-24f).bits() == 2 && half(0x1p-14f).bits() == 0x400);
  static_assert(float(half::from_bits(0x3555)) == 0.333251953125f);
  static_assert(float(half::from_bits(0x8001)) == -0x1p-24f);
  static_assert(bfloat16(1.0f).bits() == 0x3f80 && bfloat16(1.00390625f).bits() == 0x3f80);
  static_assert(bfloat16(1.01171875f).bits() == 0x3f82 && bfloat16(3.4e38f).bits() == 0x7f80);
  static_assert(float(bfloat16::from_bits(0xc040)) == -3.0f);
  static_assert(half(2.5f) * half(2.0f) == 5.0f && half(1.0f) < half(2.0f));
}

TEST_CASE("limits") {
  using of_half = std::numeric_limits<half>;
  using of_bfloat16 = std::numeric_limits<bfloat16>;
  CHECK(of_half::max() == 65504.0f);
  CHECK(of_half::lowest() == -65504.0f);
  CHECK(of_half::min() == 0x1p-14f);
  CHECK(of_half::denorm_min() == 0x1p-24f);
  CHECK(of_half::epsilon() == 0x1p-10f);
  CHECK(std::ldexp(0.5f, of_half::max_exponent) == 32768.0f);
  CHECK(std::isinf(float(of_bfloat16::infinity())));
  CHECK(std::isnan(float(of_bfloat16::quiet_NaN())));
  CHECK(of_bfloat16::max() == 0x1.fep127f);
  CHECK(of_bfloat16::min() == std::numeric_limits<float>::min());
  CHECK(of_bfloat16::epsilon() == 0x1p-7f);
}

TEST_CASE("casts go through float") {
  CHECK(arithmetic::cast<half>(1.0 + 0x1p-11 + 0x1p-40).bits() == 0x3c00);  // a float first
  CHECK(arithmetic::cast<half>(70000).bits() == 0x7c00);
  CHECK(arithmetic::cast<std::int8_t>(half(-300.0f)) == -128);
  CHECK(arithmetic::cast<bool>(half::from_bits(0x8000)) == false);
  CHECK(arithmetic::cast<bfloat16>(half(1.5f)).bits() == 0x3fc0);
  CHECK(arithmetic::cast<double>(bfloat16(-0.5f)) == -0.5);
}

}  // namespace
