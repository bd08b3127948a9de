// Tensorized loops by dot_u8s8: 4 bytes that all lanes share, times 4 bytes a lane, added to 32
// bits. One instruction where there is VNNI; elsewhere even and odd bytes are multiplied apart, as
// numbers of 16 bits whose pairs are summed in 32 bits, which cannot overflow (vpmaddubsw could).
#pragma once

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <tenon/codegen/native/access.hpp>

namespace tenon::inline TENON_ABI::native {

/// One loop and what is directly inside it.
template <class K, int S>
struct dot_loops {
  static constexpr compact::statement outer = K::code.statements[S];
  static constexpr compact::statement inner = K::code.statements[outer.body];
  static constexpr int store = inner.body;
  static constexpr int value = K::code.statements[store].value;

  /// The load below expression E, or -1: of bytes with a sign, or without.
  static constexpr int operand(int e, element type) {
    const compact::expression& x = K::code.expressions[e];
    if (x.op == ir::operation::load) return x.type == type ? e : -1;
    const int first = operand(x.a, type);
    return first >= 0 || x.op == ir::operation::cast ? first : operand(x.b, type);
  }
  static constexpr int a = operand(value, element::u8);
  static constexpr int b = operand(value, element::i8);
  static constexpr int lanes =
      static_cast<int>(K::code.forms[outer.a].constant * K::code.forms[inner.a].constant / 4);
};

#if defined(__SSE2__)

/// c + the sums of 4 products in each lane of a register.
template <class Register>
TENON_INLINE Register dot_register(Register c, Register a, Register b) {
  if constexpr (sizeof(Register) == 16) {
    const auto x = (__m128i)a;
    const auto y = (__m128i)b;
#if (defined(__AVX512VNNI__) && defined(__AVX512VL__))
    return (Register)_mm_dpbusd_epi32((__m128i)c, x, y);
#elif defined(__AVXVNNI__)
    return (Register)_mm_dpbusd_avx_epi32((__m128i)c, x, y);
#else
    const __m128i even = _mm_madd_epi16(_mm_and_si128(x, _mm_set1_epi16(255)),
                                        _mm_srai_epi16(_mm_slli_epi16(y, 8), 8));
    const __m128i odd = _mm_madd_epi16(_mm_srli_epi16(x, 8), _mm_srai_epi16(y, 8));
    return c + (Register)_mm_add_epi32(even, odd);
#endif
  }
#if defined(__AVX2__)
  else if constexpr (sizeof(Register) == 32) {
    const auto x = (__m256i)a;
    const auto y = (__m256i)b;
#if (defined(__AVX512VNNI__) && defined(__AVX512VL__))
    return (Register)_mm256_dpbusd_epi32((__m256i)c, x, y);
#elif defined(__AVXVNNI__)
    return (Register)_mm256_dpbusd_avx_epi32((__m256i)c, x, y);
#else
    const __m256i even = _mm256_madd_epi16(_mm256_and_si256(x, _mm256_set1_epi16(255)),
                                           _mm256_srai_epi16(_mm256_slli_epi16(y, 8), 8));
    const __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(x, 8), _mm256_srai_epi16(y, 8));
    return c + (Register)_mm256_add_epi32(even, odd);
#endif
  }
#endif
#if defined(__AVX512BW__)
  else if constexpr (sizeof(Register) == 64) {
    const auto x = (__m512i)a;
    const auto y = (__m512i)b;
#if defined(__AVX512VNNI__)
    return (Register)_mm512_dpbusd_epi32((__m512i)c, x, y);
#else
    const __m512i even = _mm512_madd_epi16(_mm512_and_si512(x, _mm512_set1_epi16(255)),
                                           _mm512_srai_epi16(_mm512_slli_epi16(y, 8), 8));
    const __m512i odd = _mm512_madd_epi16(_mm512_srli_epi16(x, 8), _mm512_srai_epi16(y, 8));
    return c + (Register)_mm512_add_epi32(even, odd);
#endif
  }
#endif
}

/// 32 bits of memory that holds bytes; a register of them.
typedef std::int32_t word __attribute__((aligned(1), may_alias));
template <int Width>
struct words {
  typedef std::int32_t type __attribute__((vector_size(Width * 4), aligned(1), may_alias));
};

template <int Lanes, int... R>
TENON_INLINE pack<std::int32_t, Lanes> load_words(const std::int8_t* from,
                                                  std::integer_sequence<int, R...>) {
  constexpr int width = pack<std::int32_t, Lanes>::width;
  return {{*reinterpret_cast<const typename words<width>::type*>(from + R * width * 4)...}};
}

template <class Pack, int... R>
TENON_INLINE Pack dot(const Pack& c, const Pack& a, const Pack& b,
                      std::integer_sequence<int, R...>) {
  return {{dot_register(c.r[R], a.r[R], b.r[R])...}};
}

template <class K, int S>
TENON_INLINE void emit_dot(state<K>& s) {
  using X = dot_loops<K, S>;
  constexpr int lanes = X::lanes;
  s.env[X::outer.var] = 0;
  s.env[X::inner.var] = 0;
  using lane_pack = pack<std::int32_t, lanes>;
  std::int32_t* const c = accessed<K, store_access<K, X::store>>::pointer(s);
  const auto* const a = accessed<K, expression_access<K, X::a>>::pointer(s);
  const auto* const b = accessed<K, expression_access<K, X::b>>::pointer(s);
  const auto shared = splat<std::int32_t, lanes>(*reinterpret_cast<const word*>(a));
  const lane_pack own = load_words<lanes>(b, typename lane_pack::all{});
  const lane_pack sum = load<std::int32_t, lanes>(c);
  store<std::int32_t, lanes>(c, dot(sum, shared, own, typename lane_pack::all{}));
}

#endif

}  // namespace tenon::inline TENON_ABI::native
