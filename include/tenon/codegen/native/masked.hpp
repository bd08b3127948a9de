// Loads and stores of some lanes of a register: by the instructions of AVX-512 where there are any.
// Lanes that are left out touch no memory.
#pragma once

#include <tenon/codegen/native/batch.hpp>

namespace tenon::inline TENON_ABI::native {

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512VL__)

/// Whether registers of so many bytes have such instructions.
constexpr bool has_masked_access(int bytes) { return bytes == 16 || bytes == 32 || bytes == 64; }

/// Lanes of `Element` bytes whose bit is set, the others 0.
template <class Register, int Element>
TENON_INLINE Register load_masked(const void* from, std::uint64_t bits) {
  constexpr std::size_t size = sizeof(Register);
  if constexpr (size == 64) {
    if constexpr (Element == 1) return (Register)_mm512_maskz_loadu_epi8(bits, from);
    else if constexpr (Element == 2)
      return (Register)_mm512_maskz_loadu_epi16(static_cast<__mmask32>(bits), from);
    else if constexpr (Element == 4)
      return (Register)_mm512_maskz_loadu_epi32(static_cast<__mmask16>(bits), from);
    else return (Register)_mm512_maskz_loadu_epi64(static_cast<__mmask8>(bits), from);
  } else if constexpr (size == 32) {
    if constexpr (Element == 1)
      return (Register)_mm256_maskz_loadu_epi8(static_cast<__mmask32>(bits), from);
    else if constexpr (Element == 2)
      return (Register)_mm256_maskz_loadu_epi16(static_cast<__mmask16>(bits), from);
    else if constexpr (Element == 4)
      return (Register)_mm256_maskz_loadu_epi32(static_cast<__mmask8>(bits), from);
    else return (Register)_mm256_maskz_loadu_epi64(static_cast<__mmask8>(bits), from);
  } else {
    if constexpr (Element == 1)
      return (Register)_mm_maskz_loadu_epi8(static_cast<__mmask16>(bits), from);
    else if constexpr (Element == 2)
      return (Register)_mm_maskz_loadu_epi16(static_cast<__mmask8>(bits), from);
    else if constexpr (Element == 4)
      return (Register)_mm_maskz_loadu_epi32(static_cast<__mmask8>(bits), from);
    else return (Register)_mm_maskz_loadu_epi64(static_cast<__mmask8>(bits), from);
  }
}

/// Writes the lanes of `Element` bytes whose bit is set.
template <int Element, class Register>
TENON_INLINE void store_masked(void* to, std::uint64_t bits, Register x) {
  constexpr std::size_t size = sizeof(Register);
  if constexpr (size == 64) {
    const auto r = (__m512i)x;
    if constexpr (Element == 1) _mm512_mask_storeu_epi8(to, bits, r);
    else if constexpr (Element == 2)
      _mm512_mask_storeu_epi16(to, static_cast<__mmask32>(bits), r);
    else if constexpr (Element == 4)
      _mm512_mask_storeu_epi32(to, static_cast<__mmask16>(bits), r);
    else _mm512_mask_storeu_epi64(to, static_cast<__mmask8>(bits), r);
  } else if constexpr (size == 32) {
    const auto r = (__m256i)x;
    if constexpr (Element == 1) _mm256_mask_storeu_epi8(to, static_cast<__mmask32>(bits), r);
    else if constexpr (Element == 2)
      _mm256_mask_storeu_epi16(to, static_cast<__mmask16>(bits), r);
    else if constexpr (Element == 4)
      _mm256_mask_storeu_epi32(to, static_cast<__mmask8>(bits), r);
    else _mm256_mask_storeu_epi64(to, static_cast<__mmask8>(bits), r);
  } else {
    const auto r = (__m128i)x;
    if constexpr (Element == 1) _mm_mask_storeu_epi8(to, static_cast<__mmask16>(bits), r);
    else if constexpr (Element == 2) _mm_mask_storeu_epi16(to, static_cast<__mmask8>(bits), r);
    else if constexpr (Element == 4) _mm_mask_storeu_epi32(to, static_cast<__mmask8>(bits), r);
    else _mm_mask_storeu_epi64(to, static_cast<__mmask8>(bits), r);
  }
}

#else

constexpr bool has_masked_access(int) { return false; }
template <class Register, int Element> Register load_masked(const void*, std::uint64_t);
template <int Element, class Register> void store_masked(void*, std::uint64_t, Register);

#endif

/// Bits first … last-1, for 0 ≤ first and last ≤ 64; none where last ≤ first.
constexpr std::uint64_t bits_between(int first, int last) {
  if (last <= first) return 0;
  return (~std::uint64_t{0} >> (64 - (last - first))) << first;
}

}  // namespace tenon::inline TENON_ABI::native
