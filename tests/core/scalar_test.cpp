// Scalar operations: wrapping, total division, masked shifts, saturating casts, exact minimum and
// maximum, rounding.
#include <tenon/core/scalar.hpp>

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>

#include <doctest/doctest.h>

using namespace tenon;
namespace ar = tenon::arithmetic;

namespace {

constexpr float inf = std::numeric_limits<float>::infinity();
constexpr float quiet_nan = std::numeric_limits<float>::quiet_NaN();

// ---- integers, in constant evaluation ----------------------------------------------------------

static_assert(ar::add<std::int8_t>(127, 1) == -128);
static_assert(ar::add<std::int32_t>(INT32_MAX, 1) == INT32_MIN);
static_assert(ar::add<std::uint16_t>(65535, 2) == 1);
static_assert(ar::subtract<std::int64_t>(INT64_MIN, 1) == INT64_MAX);
static_assert(ar::subtract<std::uint8_t>(0, 1) == 255);
static_assert(ar::multiply<std::uint16_t>(65535, 65535) == 1);
static_assert(ar::multiply<std::int16_t>(-32768, -1) == -32768);
static_assert(ar::multiply<std::int64_t>(INT64_MIN, -1) == INT64_MIN);
static_assert(ar::divide<std::int32_t>(-7, 2) == -3);
static_assert(ar::divide<std::int32_t>(7, 0) == 0);
static_assert(ar::divide<std::int8_t>(-128, -1) == -128);
static_assert(ar::divide<std::int64_t>(INT64_MIN, -1) == INT64_MIN);
static_assert(ar::divide<std::uint8_t>(255, 2) == 127);
static_assert(ar::remainder<std::int32_t>(-7, 2) == -1);
static_assert(ar::remainder<std::int32_t>(7, -2) == 1);
static_assert(ar::remainder<std::int32_t>(7, 0) == 0);
static_assert(ar::remainder<std::int64_t>(INT64_MIN, -1) == 0);
static_assert(ar::negate<std::int8_t>(-128) == -128);
static_assert(ar::negate<std::uint8_t>(1) == 255);
static_assert(ar::absolute<std::int8_t>(-128) == -128);
static_assert(ar::absolute<std::int8_t>(-127) == 127);
static_assert(ar::absolute<std::uint8_t>(200) == 200);
static_assert(ar::shift_left<std::int8_t>(1, 7) == -128);
static_assert(ar::shift_left<std::int8_t>(3, 8) == 3);
static_assert(ar::shift_left<std::uint32_t>(1, 33) == 2);
static_assert(ar::shift_right<std::int8_t>(-128, 7) == -1);
static_assert(ar::shift_right<std::uint8_t>(128, 7) == 1);
static_assert(ar::shift_right<std::int64_t>(-8, -63) == -4);  // -63 masked to 6 bits is 1
static_assert(ar::bit_not<std::uint8_t>(1) == 254);
static_assert(ar::bit_not(true) == false);
static_assert(ar::bit_xor<std::int16_t>(-1, 1) == -2);

// ---- casts -------------------------------------------------------------------------------------

static_assert(ar::cast<std::int8_t>(127.9f) == 127);
static_assert(ar::cast<std::int8_t>(128.0f) == 127);
static_assert(ar::cast<std::int8_t>(-128.9f) == -128);
static_assert(ar::cast<std::int8_t>(-1e30f) == -128);
static_assert(ar::cast<std::uint8_t>(-0.9f) == 0);
static_assert(ar::cast<std::uint8_t>(255.99f) == 255);
static_assert(ar::cast<std::uint8_t>(inf) == 255);
static_assert(ar::cast<std::int32_t>(2147483648.0f) == INT32_MAX);
static_assert(ar::cast<std::int32_t>(2147483647.0) == INT32_MAX);
static_assert(ar::cast<std::int32_t>(-2147483649.0) == INT32_MIN);
static_assert(ar::cast<std::int64_t>(9223372036854775808.0) == INT64_MAX);
static_assert(ar::cast<std::int64_t>(9223371487098961920.0f) == 9223371487098961920);
static_assert(ar::cast<std::uint64_t>(18446744073709551616.0) == UINT64_MAX);
static_assert(ar::cast<std::uint64_t>(9223372036854775808.0f) == 1ull << 63);
static_assert(ar::cast<std::int64_t>(-inf) == INT64_MIN);
static_assert(ar::cast<std::int32_t>(quiet_nan) == 0);
static_assert(ar::cast<std::uint64_t>(quiet_nan) == 0);
static_assert(ar::cast<std::int8_t>(std::int32_t{300}) == 44);
static_assert(ar::cast<std::uint32_t>(std::int8_t{-1}) == UINT32_MAX);
static_assert(ar::cast<bool>(0.5f) && ar::cast<bool>(quiet_nan) && !ar::cast<bool>(-0.0f));
static_assert(ar::cast<bool>(std::int32_t{256}));
static_assert(ar::cast<float>(true) == 1.0f);
static_assert(ar::cast<float>(std::int32_t{16777217}) == 16777216.0f);
static_assert(ar::cast<float>(std::uint64_t{UINT64_MAX}) == 18446744073709551616.0f);

template <class T>
bool same_bits(T a, T b) {
  return std::memcmp(&a, &b, sizeof(T)) == 0;
}

/// Each way of rounding, in integer arithmetic and by the processor.
template <class T>
bool rounds_alike(T x) {
  using enum ar::rounding;
  return same_bits(ar::floor(x), ar::round_by_integers<floor>(x)) &&
         same_bits(ar::ceil(x), ar::round_by_integers<ceil>(x)) &&
         same_bits(ar::truncate(x), ar::round_by_integers<truncate>(x)) &&
         same_bits(ar::round_even(x), ar::round_by_integers<even>(x));
}

}  // namespace

TEST_CASE("minimum and maximum keep the first operand on ties and NaN") {
  CHECK(same_bits(ar::minimum(0.0f, -0.0f), 0.0f));
  CHECK(same_bits(ar::minimum(-0.0f, 0.0f), -0.0f));
  CHECK(same_bits(ar::maximum(-0.0f, 0.0f), -0.0f));
  CHECK(ar::maximum(1.0f, quiet_nan) == 1.0f);
  CHECK(ar::minimum(1.0f, quiet_nan) == 1.0f);
  CHECK(std::isnan(ar::maximum(quiet_nan, 1.0f)));
  CHECK(std::isnan(ar::minimum(quiet_nan, 1.0f)));
}

TEST_CASE("absolute and negate act on the sign bit") {
  CHECK(same_bits(ar::absolute(-0.0f), 0.0f));
  CHECK(same_bits(ar::negate(0.0), -0.0));
  CHECK(!std::signbit(ar::absolute(-std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("rounding in constant evaluation equals rounding at run time") {
  static_assert(ar::round_even(2.5f) == 2.0f && ar::round_even(3.5f) == 4.0f);
  static_assert(ar::floor(-0.5) == -1.0 && ar::ceil(0.5) == 1.0 && ar::truncate(-1.9) == -1.0);
  for (int i = -4096; i <= 4096; ++i) {
    CHECK_MESSAGE(rounds_alike(static_cast<float>(i) / 8), i);
    CHECK_MESSAGE(rounds_alike(static_cast<double>(i) / 8), i);
  }
  for (const double x : {0x1p52 - 0.5, 0x1p52 + 1, 0x1p51 + 0.5, -0x1p51 - 0.5, 4e18, -1e300, 0.0,
                         -0.0, 0.49999999999999994, -0.49999999999999994, 1e-310}) {
    CHECK_MESSAGE(rounds_alike(x), x);
    CHECK_MESSAGE(rounds_alike(-x), x);
  }
  for (const float x : {8388607.5f, 8388608.0f, 4194304.5f, 1e30f, 0.0f, -0.0f, inf, 1e-40f}) {
    CHECK_MESSAGE(rounds_alike(x), x);
    CHECK_MESSAGE(rounds_alike(-x), x);
  }
}

TEST_CASE("division of floats is that of IEEE") {
  volatile float zero = 0;
  CHECK(ar::divide(1.0f, +zero) == inf);
  CHECK(ar::divide(-1.0f, +zero) == -inf);
  CHECK(std::isnan(ar::divide(+zero, +zero)));
  CHECK(ar::divide(0x1p-149f, 2.0f) == 0.0f);
  CHECK(ar::divide(0x1.8p-148f, 2.0f) == 0x1p-148f);  // subnormal, tie to even
}
