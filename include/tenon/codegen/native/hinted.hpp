// Loops with hints, in the words of the compiler at hand: iterations begin … end-1 of loop S.
#pragma once

#include <tenon/codegen/native/expression.hpp>

namespace tenon::inline TENON_ABI::native {

template <class K, int S> TENON_INLINE void emit(state<K>& s);

template <class K, int S> TENON_INLINE void emit_iteration(state<K>& s, index_t i) {
  constexpr compact::statement c = K::code.statements[S];
  s.env[c.var] = i;
  emit<K, c.body>(s);
}

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpass-failed"  // a hint may come to nothing
#endif

template <class K, int S> TENON_INLINE void emit_hinted(state<K>& s, index_t begin, index_t end) {
  constexpr ir::loop_hint hint = K::code.statements[S].hint;
  if constexpr (hint == ir::loop_hint::unroll) {
#if defined(__clang__)
#pragma clang loop unroll(enable)
#else
#pragma GCC unroll 8
#endif
    for (index_t i = begin; i < end; ++i) emit_iteration<K, S>(s, i);
  } else if constexpr (hint == ir::loop_hint::no_unroll) {
#if defined(__clang__)
#pragma clang loop unroll(disable)
#else
#pragma GCC unroll 1
#endif
    for (index_t i = begin; i < end; ++i) emit_iteration<K, S>(s, i);
  } else {
    static_assert(hint == ir::loop_hint::no_vectorize, "tenon: each hint requires words of the compiler's");
#if defined(__clang__)
#pragma clang loop vectorize(disable)
#elif __GNUC__ >= 14
#pragma GCC novector
#endif
    for (index_t i = begin; i < end; ++i) emit_iteration<K, S>(s, i);
  }
}

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

}  // namespace tenon::inline TENON_ABI::native
