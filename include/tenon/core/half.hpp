// Half (IEEE binary16) and bfloat16: 16 bits that only hold a number. Arithmetic is that of float,
// which every value of them converts to exactly; converting back rounds to the nearest, ties to
// even. Constant evaluation and run time give the same bits.
//
//   tenon::half h(0.1f);              // 0.0999755859375, the nearest
//   float twice = h * 2;              // in float
#pragma once

#include <cstdint>
#include <limits>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

namespace narrow {

constexpr std::uint32_t bits_of(float x) { return __builtin_bit_cast(std::uint32_t, x); }
constexpr float float_of(std::uint32_t bits) { return __builtin_bit_cast(float, bits); }

/// The number that the bits of a half stand for.
constexpr float float_of_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t size = bits & 0x7fffu;
  std::uint32_t wide = (size << 13) + (112u << 23);  // normal: 112 is 127 - 15
  if (size < 0x400u) wide = bits_of(static_cast<float>(size) * 0x1p-24f);  // subnormal, or 0
  if (size >= 0x7c00u) wide = 0x7f80'0000u | (size << 13);                 // infinite, or NaN
  return float_of(sign | wide);
}

/// The bits of the half that is nearest to `x`; infinite from 65520 on.
constexpr std::uint16_t half_of_float(float x) {
  const std::uint32_t wide = bits_of(x) & 0x7fff'ffffu;
  std::uint32_t size = 0;
  if (wide > 0x7f80'0000u) {
    size = 0x7e00u;  // NaN
  } else if (wide >= bits_of(65520.0f)) {
    size = 0x7c00u;
  } else if (wide >= bits_of(0x1p-14f)) {
    size = (wide - (112u << 23) + 0xfffu + (wide >> 13 & 1u)) >> 13;
  } else {  // subnormal: a float just above 0.5 has its last bit where this half has
    size = bits_of(float_of(wide) + 0.5f) - bits_of(0.5f);
  }
  return static_cast<std::uint16_t>((bits_of(x) >> 16 & 0x8000u) | size);
}

/// The number that the bits of a bfloat16 stand for: they are the upper ones of a float.
constexpr float float_of_bfloat16(std::uint16_t bits) {
  return float_of(std::uint32_t{bits} << 16);
}

/// The bits of the bfloat16 that is nearest to `x`.
constexpr std::uint16_t bfloat16_of_float(float x) {
  const std::uint32_t wide = bits_of(x);
  const bool is_nan = (wide & 0x7fff'ffffu) > 0x7f80'0000u;
  const std::uint32_t rounded = is_nan ? wide | 0x40'0000u : wide + 0x7fffu + (wide >> 16 & 1u);
  return static_cast<std::uint16_t>(rounded >> 16);
}

}  // namespace narrow

/// IEEE binary16: 11 bits of precision, from 2⁻²⁴ to 65504. Computes as float. May be seen where
/// another library's type of the same bits is, as Eigen's.
class [[gnu::may_alias]] half {
 public:
  half() = default;
  constexpr explicit half(float x) : bits_(narrow::half_of_float(x)) {}
  /// The half with these bits.
  static constexpr half from_bits(std::uint16_t bits) {
    half h(0.0f);
    h.bits_ = bits;
    return h;
  }
  constexpr operator float() const { return narrow::float_of_half(bits_); }
  constexpr std::uint16_t bits() const { return bits_; }

 private:
  std::uint16_t bits_;
};

/// The upper half of a float: 8 bits of precision, the range of float. Computes as float.
class [[gnu::may_alias]] bfloat16 {
 public:
  bfloat16() = default;
  constexpr explicit bfloat16(float x) : bits_(narrow::bfloat16_of_float(x)) {}
  /// The bfloat16 with these bits.
  static constexpr bfloat16 from_bits(std::uint16_t bits) {
    bfloat16 b(0.0f);
    b.bits_ = bits;
    return b;
  }
  constexpr operator float() const { return narrow::float_of_bfloat16(bits_); }
  constexpr std::uint16_t bits() const { return bits_; }

 private:
  std::uint16_t bits_;
};

namespace narrow {

/// std::numeric_limits of a type with so many bits of precision; exponents as float counts them.
template <class T, int Digits, int MinExponent, int MaxExponent>
struct limits {
  static constexpr bool is_specialized = true, is_signed = true, is_integer = false;
  static constexpr bool is_exact = false, is_iec559 = true, is_bounded = true, is_modulo = false;
  static constexpr bool has_infinity = true, has_quiet_NaN = true;
  static constexpr std::float_round_style round_style = std::round_to_nearest;
  static constexpr int radix = 2, digits = Digits;
  static constexpr int min_exponent = MinExponent, max_exponent = MaxExponent;
  static constexpr int fraction = Digits - 1;
  static constexpr std::uint16_t infinite = 0x7fffu >> fraction << fraction;

  static constexpr T min() { return T::from_bits(1u << fraction); }
  static constexpr T max() { return T::from_bits(infinite - 1); }
  static constexpr T lowest() { return T::from_bits(0x8000u | (infinite - 1)); }
  static constexpr T infinity() { return T::from_bits(infinite); }
  static constexpr T quiet_NaN() { return T::from_bits(infinite | 1u << (fraction - 1)); }
  static constexpr T denorm_min() { return T::from_bits(1); }
  static constexpr T epsilon() { return T(1.0f / static_cast<float>(1 << fraction)); }
};

}  // namespace narrow

}  // namespace tenon::inline TENON_ABI

template <>
struct std::numeric_limits<tenon::half> : tenon::narrow::limits<tenon::half, 11, -13, 16> {};
template <>
struct std::numeric_limits<tenon::bfloat16> : tenon::narrow::limits<tenon::bfloat16, 8, -125, 128> {
};
