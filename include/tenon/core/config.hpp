// Compiler, instruction set and language facts that the rest of the library asks for; the only
// header that defines macros. Everything of ours lives in `tenon::TENON_ABI`, an inline namespace
// named after the compiler and the instruction set, so that two translation units built with
// different flags never share code under one symbol.
#pragma once

#if defined(__FAST_MATH__)
#error "tenon promises the same bits from every back end, which -ffast-math breaks: build without it"
#endif
#if !defined(__cpp_concepts) || __cplusplus < 202002L
#error "tenon requires C++20: GCC 12 or Clang 16, or newer, with -std=c++20"
#endif

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#if defined(__AVX512BF16__) && defined(__AVX512VNNI__)
#define TENON_ISA avx512_vnni_bf16
#elif defined(__AVX512BF16__)
#define TENON_ISA avx512_bf16
#elif defined(__AVX512VNNI__)
#define TENON_ISA avx512_vnni
#else
#define TENON_ISA avx512
#endif
#elif defined(__AVX2__) && defined(__FMA__)
#if defined(__AVXVNNI__)
#define TENON_ISA avx2_fma_vnni
#else
#define TENON_ISA avx2_fma
#endif
#elif defined(__AVX2__)
#define TENON_ISA avx2
#elif defined(__AVX__)
#define TENON_ISA avx
#elif defined(__SSE4_2__)
#define TENON_ISA sse4_2
#elif defined(__SSE2__)
#define TENON_ISA sse2
#elif defined(__aarch64__)
#define TENON_ISA neon64
#else
#define TENON_ISA scalar
#endif

// Conversions of half are instructions on top of these sets.
#if defined(__F16C__)
#define TENON_HALF _f16c
#else
#define TENON_HALF
#endif

#if defined(__clang__)
#define TENON_COMPILER clang
#else
#define TENON_COMPILER gcc
#endif

#if defined(__cpp_exceptions)
#define TENON_EXCEPTIONS 1
#define TENON_MODE throwing
#else
#define TENON_EXCEPTIONS 0
#define TENON_MODE handled
#endif

#define TENON_JOIN_(a, b, c, d) v1_##a##_##b##c##_##d
#define TENON_JOIN(a, b, c, d) TENON_JOIN_(a, b, c, d)
#define TENON_ABI TENON_JOIN(TENON_COMPILER, TENON_ISA, TENON_HALF, TENON_MODE)

#define TENON_INLINE [[gnu::always_inline]] inline
