// Registers: the vector types of the C++ compiler for arithmetic, which both compilers optimise
// best, and xsimd for the size of a register and for what those types cannot say (roots, rounding).
// The only file that includes xsimd; names no instruction set of it, as those differ between
// versions.
#pragma once

#include <type_traits>

#include <xsimd/xsimd.hpp>

#include <tenon/core/scalar.hpp>

namespace tenon::inline TENON_ABI::native {

/// Bytes of the widest register of the instruction set that is compiled for.
inline constexpr int register_bytes = static_cast<int>(sizeof(xsimd::batch<float>));

/// `Lanes` elements as a vector type of the compiler; `Lanes` is a power of two.
template <class T, int Lanes> struct vector_of {
  typedef T type __attribute__((vector_size(Lanes * sizeof(T))));
};
template <class T> struct vector_of<T, 1> {
  using type = T;
};

/// Lanes of one register when `lanes` elements of `bytes` bytes are spread over registers; 1 where
/// the compiler's vector types would not help.
constexpr int register_lanes(int bytes, int lanes) {
  int n = lanes & -lanes;
  while (n * bytes > register_bytes) n /= 2;
  return n * bytes < 4 ? 1 : n;
}

/// Operations of one register that only xsimd can name.
enum class register_operation : unsigned char { sqrt, floor, ceil, truncate, round_even };

template <register_operation Op, class T> TENON_INLINE T apply_scalar(T x) {
  if constexpr (Op == register_operation::sqrt) return arithmetic::sqrt(x);
  else if constexpr (Op == register_operation::floor) return arithmetic::floor(x);
  else if constexpr (Op == register_operation::ceil) return arithmetic::ceil(x);
  else if constexpr (Op == register_operation::truncate) return arithmetic::truncate(x);
  else return arithmetic::round_even(x);
}

/// A batch of exactly that size, or void.
template <class T, int Lanes>
using batch_of = typename xsimd::make_sized_batch<T, static_cast<std::size_t>(Lanes)>::type;

// Without rounding instructions xsimd goes through integers and loses the sign of zero.
#if defined(__SSE2__) && !defined(__SSE4_1__)
inline constexpr bool has_rounding = false;
#else
inline constexpr bool has_rounding = true;
#endif

// GCC 12 takes the undefined register inside AVX-512 intrinsics for a mistake; may go with GCC 13.
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

/// Op of every lane of a register.
template <register_operation Op, class T, int Lanes, class Register>
TENON_INLINE Register apply(Register x) {
  using batch = batch_of<T, Lanes>;
  constexpr bool named = has_rounding || Op == register_operation::sqrt;
  if constexpr (Lanes == 1) {
    return apply_scalar<Op>(x);
  } else if constexpr (std::is_void_v<batch> || !named) {
    Register result{};
    for (int i = 0; i < Lanes; ++i) result[i] = apply_scalar<Op, T>(x[i]);
    return result;
  } else {
    const batch b((typename batch::register_type)x);
    if constexpr (Op == register_operation::sqrt) return (Register)xsimd::sqrt(b).data;
    else if constexpr (Op == register_operation::floor) return (Register)xsimd::floor(b).data;
    else if constexpr (Op == register_operation::ceil) return (Register)xsimd::ceil(b).data;
    else if constexpr (Op == register_operation::truncate) return (Register)xsimd::trunc(b).data;
    else return (Register)xsimd::nearbyint(b).data;
  }
}

#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

// Not by xsimd, whose version 8.1 multiplies and adds where only AVX-512 or nothing has an fma.
#if defined(__FMA__)
TENON_INLINE __m128 fma_register(__m128 a, __m128 b, __m128 c) { return _mm_fmadd_ps(a, b, c); }
TENON_INLINE __m128d fma_register(__m128d a, __m128d b, __m128d c) { return _mm_fmadd_pd(a, b, c); }
TENON_INLINE __m256 fma_register(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
TENON_INLINE __m256d fma_register(__m256d a, __m256d b, __m256d c) {
  return _mm256_fmadd_pd(a, b, c);
}
#endif
#if defined(__AVX512F__)
TENON_INLINE __m512 fma_register(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
TENON_INLINE __m512d fma_register(__m512d a, __m512d b, __m512d c) {
  return _mm512_fmadd_pd(a, b, c);
}
#endif
#if defined(__aarch64__)
TENON_INLINE float32x4_t fma_register(float32x4_t a, float32x4_t b, float32x4_t c) {
  return vfmaq_f32(c, a, b);
}
TENON_INLINE float64x2_t fma_register(float64x2_t a, float64x2_t b, float64x2_t c) {
  return vfmaq_f64(c, a, b);
}
#endif

/// a · b + c of every lane, rounded once.
template <class T, int Lanes, class Register>
TENON_INLINE Register fused_multiply_add(Register a, Register b, Register c) {
  if constexpr (Lanes == 1) {
    return arithmetic::fused_multiply_add<T>(a, b, c);
  } else if constexpr (requires { fma_register(a, b, c); }) {
    return fma_register(a, b, c);
  } else {
    Register result{};
    for (int i = 0; i < Lanes; ++i) result[i] = arithmetic::fused_multiply_add<T>(a[i], b[i], c[i]);
    return result;
  }
}

/// Keeps GCC from contracting a product with an addition; Clang is told so where it multiplies.
template <class Register> TENON_INLINE Register rounded(Register x) {
#if !defined(__clang__)
#if defined(__AVX512F__)
  asm("" : "+v"(x));
#elif defined(__FMA__)
  asm("" : "+x"(x));
#elif defined(__aarch64__)
  asm("" : "+w"(x));
#endif
#endif
  return x;
}

}  // namespace tenon::inline TENON_ABI::native
