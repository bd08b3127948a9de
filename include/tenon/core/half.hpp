// Half (IEEE binary16) and bfloat16: 16 bits that only hold a number. Arithmetic is that of float,
// which every value of them converts to exactly; converting back rounds to the nearest, ties to
// even. Constant evaluation and run time give the same bits.
//
//   tenon::half h(0.1f);              // 0.0999755859375, the nearest
//   float twice = h * 2;              // in float
#pragma once

#include <cstdint>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

namespace narrow {

constexpr std::uint32_t bits_of(float x) { return __builtin_bit_cast(std::uint32_t, x); }
constexpr float float_of(std::uint32_t bits) { return __builtin_bit_cast(float, bits); }

/// The number that the bits of a half stand for.
constexpr float float_of_half(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t size = bits & 0x7fffu;
  std::uint32_t wide = (size << 13) + (112u << 23);                    // normal: 112 is 127 - 15
  if (size < 0x400u) wide = bits_of(static_cast<float>(size) * 0x1p-24f);  // subnormal, or 0
  if (size >= 0x7c00u) wide = 0x7f80'0000u | (size << 13);             // infinite, or NaN
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
constexpr float float_of_bfloat16(std::uint16_t bits) { return float_of(std::uint32_t{bits} << 16); }

/// The bits of the bfloat16 that is nearest to `x`.
constexpr std::uint16_t bfloat16_of_float(float x) {
  const std::uint32_t wide = bits_of(x);
  const bool is_nan = (wide & 0x7fff'ffffu) > 0x7f80'0000u;
  const std::uint32_t rounded = is_nan ? wide | 0x40'0000u : wide + 0x7fffu + (wide >> 16 & 1u);
  return static_cast<std::uint16_t>(rounded >> 16);
}

}  // namespace narrow

/// IEEE binary16: 11 bits of precision, from 2⁻²⁴ to 65504. Computes as float.
class half {
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
class bfloat16 {
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

}  // namespace tenon::inline TENON_ABI
