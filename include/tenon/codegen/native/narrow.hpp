// Lanes of half and bfloat16, which are held as their bits, from and to float: by the instructions
// of F16C and AVX-512 where there are any, else in integer arithmetic as core/half.hpp does it.
#pragma once

#include <tenon/codegen/native/vector.hpp>

namespace tenon::inline TENON_ABI::native {

/// What holds an element that isn't computed with: the bits of a half or bfloat16.
template <element E>
using held = std::conditional_t<is_narrow_float(E), std::uint16_t, type_of<E>>;

template <int Lanes>
using words = pack<std::uint32_t, Lanes>;

/// Op of each lane and a number.
template <operation Op, int Lanes>
TENON_INLINE auto with(const words<Lanes>& x, std::uint32_t y) {
  using all = typename words<Lanes>::all;
  if constexpr (Op >= operation::equal)
    return compare<Op>(x, splat<std::uint32_t, Lanes>(y), all{});
  else
    return binary<Op>(x, splat<std::uint32_t, Lanes>(y), all{});
}
template <operation Op, int Lanes>
TENON_INLINE words<Lanes> with(const words<Lanes>& x, const words<Lanes>& y) {
  return binary<Op>(x, y, typename words<Lanes>::all{});
}
template <int Lanes>
TENON_INLINE words<Lanes> bits_of(const pack<float, Lanes>& x) {
  return bit_cast<std::uint32_t>(x, typename words<Lanes>::all{});
}
template <int Lanes>
TENON_INLINE pack<float, Lanes> float_of(const words<Lanes>& x) {
  return bit_cast<float>(x, typename words<Lanes>::all{});
}

// ---- bfloat16 ----------------------------------------------------------------------------------

template <int Lanes>
TENON_INLINE pack<float, Lanes> float_of_bfloat16(const pack<std::uint16_t, Lanes>& x) {
  return float_of(with<operation::shift_left>(convert<std::uint32_t>(x), 16));
}

template <int Lanes>
TENON_INLINE pack<std::uint16_t, Lanes> bfloat16_of_float(const pack<float, Lanes>& x) {
  using enum operation;
  const auto wide = bits_of(x);
  const auto last = with<bit_and>(with<shift_right>(wide, 16), 1);
  const auto nearest = with<add>(with<add>(wide, last), 0x7fff);
  const auto is_nan = compare<not_equal>(x, x, typename words<Lanes>::all{});
  const auto rounded = native::select(is_nan, with<bit_or>(wide, 0x40'0000), nearest);
  return convert<std::uint16_t>(with<shift_right>(rounded, 16));
}

// ---- half, in integers -------------------------------------------------------------------------

template <int Lanes>
TENON_INLINE pack<float, Lanes> float_of_half_by_integers(const pack<std::uint16_t, Lanes>& x) {
  using enum operation;
  using all = typename words<Lanes>::all;
  const auto bits = convert<std::uint32_t>(x);
  const auto size = with<bit_and>(bits, 0x7fff);
  const auto moved = with<shift_left>(size, 13);
  const auto number = convert<float>(native::bit_cast<std::int32_t>(size, all{}));
  const auto small = binary<multiply>(number, splat<float, Lanes>(0x1p-24f), all{});
  auto wide = with<add>(moved, 112u << 23);
  wide = native::select(with<less>(size, 0x400), bits_of(small), wide);
  wide = native::select(with<less>(size, 0x7c00), wide, with<bit_or>(moved, 0x7f80'0000));
  return float_of(with<bit_or>(wide, with<shift_left>(with<bit_and>(bits, 0x8000), 16)));
}

template <int Lanes>
TENON_INLINE pack<std::uint16_t, Lanes> half_of_float_by_integers(const pack<float, Lanes>& x) {
  using enum operation;
  using all = typename words<Lanes>::all;
  const auto bits = bits_of(x);
  const auto wide = with<bit_and>(bits, 0x7fff'ffff);
  const auto last = with<bit_and>(with<shift_right>(wide, 13), 1);
  const auto nearest = with<add>(with<add>(wide, last), 0xfffu - (112u << 23));
  const auto moved = binary<add>(float_of(wide), splat<float, Lanes>(0.5f), all{});
  auto size = with<shift_right>(nearest, 13);
  size = native::select(with<less>(wide, narrow::bits_of(0x1p-14f)),
                        with<subtract>(bits_of(moved), narrow::bits_of(0.5f)), size);
  size = native::select(with<less>(wide, narrow::bits_of(65520.0f)), size,
                        splat<std::uint32_t, Lanes>(0x7c00));
  size = native::select(with<less_equal>(wide, 0x7f80'0000), size,
                        splat<std::uint32_t, Lanes>(0x7e00));
  const auto sign = with<bit_and>(with<shift_right>(bits, 16), 0x8000);
  return convert<std::uint16_t>(with<bit_or>(size, sign));
}

// ---- half, by instructions ---------------------------------------------------------------------

#if defined(__F16C__)
inline constexpr bool has_half_instructions = true;

TENON_INLINE float float_of_half(std::uint16_t x) { return _cvtsh_ss(x); }
TENON_INLINE std::uint16_t half_of_float(float x) {
  return _cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT);
}

// GCC 12 takes the undefined register inside AVX-512 intrinsics for a mistake.
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

/// Width lanes of a register from lane First on, as floats.
template <int Width, int First, class Register, int... I>
TENON_INLINE auto widen_part(Register x, std::integer_sequence<int, I...>) {
  constexpr int lanes = sizeof(Register) / 2;
  using float_register = typename vector_of<float, Width>::type;
  const auto part = __builtin_shufflevector(x, x, ((First + I % Width) % lanes)...);
#if defined(__AVX512F__)
  if constexpr (Width == 16)
    return (float_register)_mm512_cvtph_ps((__m256i)part);
  else
#endif
      if constexpr (Width == 8)
    return (float_register)_mm256_cvtph_ps((__m128i)part);
  else
    return (float_register)_mm_cvtph_ps((__m128i)part);
}

/// A register of floats as halves.
template <int Width, class Register>
TENON_INLINE auto narrow_register(Register x) {
  using half_register = typename vector_of<std::uint16_t, Width>::type;
  constexpr int nearest = _MM_FROUND_TO_NEAREST_INT;
#if defined(__AVX512F__)
  if constexpr (Width == 16)
    return (half_register)_mm512_cvtps_ph((__m512)x, nearest);
  else
#endif
      if constexpr (Width == 8) {
    return (half_register)_mm256_cvtps_ph((__m256)x, nearest);
  } else {
    const auto all = (typename vector_of<std::uint16_t, 8>::type)_mm_cvtps_ph((__m128)x, nearest);
    return (half_register)__builtin_shufflevector(all, all, 0, 1, 2, 3);
  }
}

#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

/// Count registers of floats from the First-th on as one of halves.
template <int Width, int First, int Count, class Pack>
TENON_INLINE auto narrow_joined(const Pack& x) {
  if constexpr (Count == 1) {
    return narrow_register<Width>(x.r[First]);
  } else {
    return join_registers(narrow_joined<Width, First, Count / 2>(x),
                          narrow_joined<Width, First + Count / 2, Count / 2>(x),
                          sequence<Width * Count>{});
  }
}

template <int Lanes, int... I>
TENON_INLINE pack<float, Lanes> widen_registers(const pack<std::uint16_t, Lanes>& x,
                                                std::integer_sequence<int, I...>) {
  constexpr int from = pack<std::uint16_t, Lanes>::width;
  constexpr int to = pack<float, Lanes>::width;
  return {{widen_part<to, I * to % from>(x.r[I * to / from], sequence<(to < 8 ? 8 : to)>{})...}};
}
template <int Lanes, int... I>
TENON_INLINE pack<std::uint16_t, Lanes> narrow_registers(const pack<float, Lanes>& x,
                                                         std::integer_sequence<int, I...>) {
  constexpr int from = pack<float, Lanes>::width;
  constexpr int joined = pack<std::uint16_t, Lanes>::width / from;
  return {{narrow_joined<from, I * joined, joined>(x)...}};
}
#else
inline constexpr bool has_half_instructions = false;

TENON_INLINE float float_of_half(std::uint16_t x) { return half::from_bits(x); }
TENON_INLINE std::uint16_t half_of_float(float x) { return half(x).bits(); }
template <int Lanes, class All>
pack<float, Lanes> widen_registers(const pack<std::uint16_t, Lanes>& x, All);
template <int Lanes, class All>
pack<std::uint16_t, Lanes> narrow_registers(const pack<float, Lanes>& x, All);
#endif

template <int Lanes>
TENON_INLINE pack<float, Lanes> float_of_half(const pack<std::uint16_t, Lanes>& x) {
  constexpr bool fills = pack<float, Lanes>::width >= 4;
  if constexpr (has_half_instructions && fills)
    return widen_registers<Lanes>(x, typename pack<float, Lanes>::all{});
  else
    return float_of_half_by_integers(x);
}
template <int Lanes>
TENON_INLINE pack<std::uint16_t, Lanes> half_of_float(const pack<float, Lanes>& x) {
  constexpr bool fills = pack<float, Lanes>::width >= 4;
  if constexpr (has_half_instructions && fills)
    return narrow_registers<Lanes>(x, typename pack<std::uint16_t, Lanes>::all{});
  else
    return half_of_float_by_integers(x);
}

// ---- either ------------------------------------------------------------------------------------

/// The numbers that bits of type E stand for.
template <element E>
TENON_INLINE float widened(std::uint16_t x) {
  if constexpr (E == element::f16)
    return float_of_half(x);
  else
    return bfloat16::from_bits(x);
}
template <element E, int Lanes>
TENON_INLINE pack<float, Lanes> widened(const pack<std::uint16_t, Lanes>& x) {
  if constexpr (E == element::f16)
    return float_of_half(x);
  else
    return float_of_bfloat16(x);
}

/// The bits of the numbers of type E that are nearest.
template <element E>
TENON_INLINE std::uint16_t narrowed(float x) {
  if constexpr (E == element::f16)
    return half_of_float(x);
  else
    return bfloat16(x).bits();
}
template <element E, int Lanes>
TENON_INLINE pack<std::uint16_t, Lanes> narrowed(const pack<float, Lanes>& x) {
  if constexpr (E == element::f16)
    return half_of_float(x);
  else
    return bfloat16_of_float(x);
}

}  // namespace tenon::inline TENON_ABI::native
