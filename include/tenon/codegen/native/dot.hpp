// Tensorized loops by dot products: 32 bits of neighbours that all lanes share, times 32 bits a
// lane, added up in int32. Bytes take one instruction where there is VNNI; elsewhere even and odd
// bytes are multiplied apart, as numbers of 16 bits, whose pairs of products fit (vpmaddubsw's
// would not).
#pragma once

#if defined(__SSE2__)
#include <immintrin.h>
#endif

#include <tenon/codegen/native/access.hpp>

namespace tenon::inline TENON_ABI::native {

/// The two loops of a dot product, its store and the loads of its operands.
template <class K, int S>
struct dot_loops {
  static constexpr compact::statement outer = K::code.statements[S];
  static constexpr compact::statement inner = K::code.statements[outer.body];
  static constexpr int store = inner.body;
  static constexpr compact::statement to = K::code.statements[store];

  /// Whether a place moves with a variable.
  static constexpr bool moves(const compact::place& at, int variable) {
    const compact::form f = K::code.forms[at.form];
    for (int i = f.first; i < f.first + f.count; ++i) {
      if (K::code.terms[i].var == variable) return true;
    }
    return false;
  }
  static constexpr bool is_inner = moves(to.at, inner.var);
  static constexpr int lanes =
      static_cast<int>(K::code.forms[is_inner ? inner.a : outer.a].constant);

  /// The load below expression E that all lanes share, or the one of a lane's own; -1.
  static constexpr int operand(int e, bool own) {
    const compact::expression& x = K::code.expressions[e];
    if (x.op == ir::operation::load) {
      const bool is_own = moves(x.at, is_inner ? inner.var : outer.var);
      return x.buffer != to.buffer && is_own == own ? e : -1;
    }
    const int first = operand(x.a, own);
    return first >= 0 || x.op == ir::operation::cast ? first : operand(x.b, own);
  }
  /// Whether what the results hold is read: their load has no condition.
  static constexpr bool reads_results(int e) {
    const compact::expression& x = K::code.expressions[e];
    if (x.op == ir::operation::load) return x.buffer == to.buffer && x.when.shared == 0;
    return reads_results(x.a) || (x.op != ir::operation::cast && reads_results(x.b));
  }
  static constexpr bool begins = !reads_results(to.value);
  static constexpr int a = operand(to.value, false);
  static constexpr int b = operand(to.value, true);
};

#if defined(__SSE2__)

// The sums of pairs of products of 16-bit numbers, in 32 bits.
TENON_INLINE __m128i pair_sums(__m128i a, __m128i b) { return _mm_madd_epi16(a, b); }
#if defined(__AVX2__)
TENON_INLINE __m256i pair_sums(__m256i a, __m256i b) { return _mm256_madd_epi16(a, b); }
#endif
#if defined(__AVX512BW__)
TENON_INLINE __m512i pair_sums(__m512i a, __m512i b) { return _mm512_madd_epi16(a, b); }
#endif

// c + the sums of 4 products of bytes, by VNNI.
#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
TENON_INLINE __m128i add_dot(__m128i c, __m128i a, __m128i b) { return _mm_dpbusd_epi32(c, a, b); }
TENON_INLINE __m256i add_dot(__m256i c, __m256i a, __m256i b) {
  return _mm256_dpbusd_epi32(c, a, b);
}
TENON_INLINE __m512i add_dot(__m512i c, __m512i a, __m512i b) {
  return _mm512_dpbusd_epi32(c, a, b);
}
#elif defined(__AVXVNNI__)
TENON_INLINE __m128i add_dot(__m128i c, __m128i a, __m128i b) {
  return _mm_dpbusd_avx_epi32(c, a, b);
}
TENON_INLINE __m256i add_dot(__m256i c, __m256i a, __m256i b) {
  return _mm256_dpbusd_avx_epi32(c, a, b);
}
#endif

/// The instruction set's type of a register of integers.
template <int Bytes>
struct integer_register {
  using type = __m128i;
};
#if defined(__AVX__)
template <>
struct integer_register<32> {
  using type = __m256i;
};
#endif
#if defined(__AVX512F__)
template <>
struct integer_register<64> {
  using type = __m512i;
};
#endif

/// c + a dot product in each lane of a register.
template <ir::instruction By, class Register>
TENON_INLINE Register add_dot_register(Register c, Register a, Register b) {
  using whole = typename integer_register<sizeof(Register)>::type;
  using halves = typename vector_of<std::int16_t, sizeof(Register) / 2>::type;
  using unsigned_halves = typename vector_of<std::uint16_t, sizeof(Register) / 2>::type;
  const auto sums = [](halves x, halves y) { return (Register)pair_sums((whole)x, (whole)y); };
  if constexpr (By == ir::instruction::dot_s16) {
    return c + sums((halves)a, (halves)b);
  } else if constexpr (requires { add_dot((whole)c, (whole)a, (whole)b); }) {
    return (Register)add_dot((whole)c, (whole)a, (whole)b);
  } else {
    const Register even =
        sums((halves)((unsigned_halves)a & 255), (halves)((unsigned_halves)b << 8) >> 8);
    return c + (even + sums((halves)((unsigned_halves)a >> 8), (halves)b >> 8));
  }
}

template <ir::instruction By, class Pack, int... R>
TENON_INLINE Pack add_dots(const Pack& c, const Pack& a, const Pack& b,
                           std::integer_sequence<int, R...>) {
  return {{add_dot_register<By>(c.r[R], a.r[R], b.r[R])...}};
}

/// 32 bits of memory that holds smaller numbers; a register of them.
typedef std::int32_t word __attribute__((aligned(1), may_alias));
template <int Width>
struct word_vector {
  typedef std::int32_t type __attribute__((vector_size(Width * 4), aligned(1), may_alias));
};

template <int Lanes, class T, int... R>
TENON_INLINE pack<std::int32_t, Lanes> load_words(const T* from, std::integer_sequence<int, R...>) {
  using place = const typename word_vector<pack<std::int32_t, Lanes>::width>::type;
  return {{reinterpret_cast<place*>(from)[R]...}};
}

template <class K, int S>
TENON_INLINE void emit_dot(state<K>& s) {
  using X = dot_loops<K, S>;
  using lane_pack = pack<std::int32_t, X::lanes>;
  using all = typename lane_pack::all;
  s.env[X::outer.var] = 0;
  s.env[X::inner.var] = 0;
  std::int32_t* const c = accessed<K, store_access<K, X::store>>::pointer(s);
  const auto* const a = accessed<K, expression_access<K, X::a>>::pointer(s);
  const auto* const b = accessed<K, expression_access<K, X::b>>::pointer(s);
  const auto shared = splat<std::int32_t, X::lanes>(*reinterpret_cast<const word*>(a));
  const lane_pack own = load_words<X::lanes>(b, all{});
  lane_pack sum;
  if constexpr (X::begins) sum = splat<std::int32_t, X::lanes>(0);
  else sum = load<std::int32_t, X::lanes>(c);
  store<std::int32_t, X::lanes>(c, add_dots<X::outer.does>(sum, shared, own, all{}));
}

#endif

}  // namespace tenon::inline TENON_ABI::native
