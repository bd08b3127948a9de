// Tensorized loops by dot products: 32 bits of neighbours that all lanes share, times 32 bits a
// lane, added up in int32 or float. Bytes take one instruction where there is VNNI; elsewhere even
// and odd bytes are multiplied apart, as numbers of 16 bits, whose pairs of products fit
// (vpmaddubsw's would not). Pairs of bfloat16 take one instruction where there is AVX-512 BF16,
// elsewhere two products and sums of floats.
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
    return reads_results(x.a) || (x.op != ir::operation::cast && reads_results(x.b)) ||
           (x.op == ir::operation::fma && reads_results(x.c));
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

#if defined(__AVX512BF16__) && defined(__AVX512VL__)
// c + the products of two pairs of bfloat16, of the upper halves first. Not add_dot: to Clang, registers
// of floats convert to registers of integers by themselves.
TENON_INLINE __m128 add_float_dot(__m128 c, __m128i a, __m128i b) {
  return _mm_dpbf16_ps(c, (__m128bh)a, (__m128bh)b);
}
TENON_INLINE __m256 add_float_dot(__m256 c, __m256i a, __m256i b) {
  return _mm256_dpbf16_ps(c, (__m256bh)a, (__m256bh)b);
}
TENON_INLINE __m512 add_float_dot(__m512 c, __m512i a, __m512i b) {
  return _mm512_dpbf16_ps(c, (__m512bh)a, (__m512bh)b);
}
#endif

/// c + a product of the lower, then one of the upper halves of 32 bits, as bfloat16.
template <bool Fused, class Floats, class Words>
TENON_INLINE Floats add_pairs(const Floats& c, const Words& a, const Words& b) {
  using all = typename Floats::all;
  const auto added = [](const Floats& to, const Floats& x, const Floats& y) {
    if constexpr (Fused)
      return fma(x, y, to, all{});
    else
      return binary<ir::operation::add>(
          to, rounded(binary<ir::operation::multiply>(x, y, all{}), all{}), all{});
  };
  const auto half_of = [](Words x, bool upper) {
    for (auto& r : x.r) r = upper ? r & -65536 : r << 16;
    return bit_cast<float>(x, all{});
  };
  return added(added(c, half_of(a, false), half_of(b, false)), half_of(a, true), half_of(b, true));
}

template <bool Fused, class Floats, class Words, int... R>
TENON_INLINE Floats add_float_dots(const Floats& c, const Words& a, const Words& b,
                                   std::integer_sequence<int, R...>) {
  using whole = typename integer_register<sizeof(c.r[0])>::type;
  if constexpr (requires { add_float_dot(c.r[0], (whole)a.r[0], (whole)b.r[0]); }) {
    const auto turned = [](auto x) { return (whole)((x << 16) | ((x >> 16) & 65535)); };
    return {{add_float_dot(c.r[R], turned(a.r[R]), turned(b.r[R]))...}};
  } else {
    return add_pairs<Fused>(c, a, b);
  }
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
  constexpr bool floats = X::outer.does == ir::instruction::dot_bf16;
  using T = std::conditional_t<floats, float, std::int32_t>;
  using lane_pack = pack<T, X::lanes>;
  using all = typename lane_pack::all;
  s.env[X::outer.var] = 0;
  s.env[X::inner.var] = 0;
  T* const c = accessed<K, store_access<K, X::store>>::pointer(s);
  const auto* const a = accessed<K, expression_access<K, X::a>>::pointer(s);
  const auto* const b = accessed<K, expression_access<K, X::b>>::pointer(s);
  const auto shared = splat<std::int32_t, X::lanes>(*reinterpret_cast<const word*>(a));
  const auto own = load_words<X::lanes>(b, all{});
  lane_pack sum;
  if constexpr (X::begins)
    sum = splat<T, X::lanes>(0);
  else
    sum = load<T, X::lanes>(c);
  if constexpr (floats) {
    constexpr bool fused = K::code.expressions[X::to.value].op == ir::operation::fma;
    sum = add_float_dots<fused>(sum, shared, own, all{});
  } else {
    sum = add_dots<X::outer.does>(sum, shared, own, all{});
  }
  store<T, X::lanes>(c, sum);
}

#endif

}  // namespace tenon::inline TENON_ABI::native
