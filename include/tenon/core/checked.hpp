// 64-bit index arithmetic that notices overflow: a product of extents that wraps would become an
// address, so it must become an error instead.
#pragma once

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI {

/// a + b; sets `overflow` (never clears it) and returns 0 when the sum doesn't fit 64 bits.
constexpr index_t checked_add(index_t a, index_t b, bool& overflow) {
  index_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) {
    overflow = true;
    return 0;
  }
  return result;
}

/// a · b; sets `overflow` (never clears it) and returns 0 when the product doesn't fit 64 bits.
constexpr index_t checked_mul(index_t a, index_t b, bool& overflow) {
  index_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) {
    overflow = true;
    return 0;
  }
  return result;
}

/// Quotient rounded towards −∞; `b` > 0.  @post floor_div(a, b) * b + floor_mod(a, b) == a
constexpr index_t floor_div(index_t a, index_t b) {
  const index_t q = a / b;
  return (a % b < 0) ? q - 1 : q;
}

/// Remainder in [0, b); `b` > 0.
constexpr index_t floor_mod(index_t a, index_t b) {
  const index_t r = a % b;
  return r < 0 ? r + b : r;
}

/// Quotient rounded towards +∞; `b` > 0.
constexpr index_t ceil_div(index_t a, index_t b) { return -floor_div(-a, b); }

}  // namespace tenon::inline TENON_ABI
