// Calls of external functions: their views, then the function itself, which the C++ compiler may
// inline like any other.
#pragma once

#include <tenon/codegen/native/access.hpp>
#include <tenon/runtime/argument.hpp>

namespace tenon::inline TENON_ABI::native {

/// View S of a call, which gets the memory at `to`, and those behind it.
template <class K, int S, int... D>
TENON_INLINE void show(state<K>& s, argument* to, int number, std::integer_sequence<int, D...>) {
  constexpr compact::statement c = K::code.statements[S];
  using A = accessed<K, store_access<K, S>>;
  to->data = A::pointer(s);
  to->type = A::type;
  to->rank = static_cast<std::uint8_t>(c.times);
  to->writable = K::code.functions[c.value].is_written(number);
  ((to->extents[D] = form<K, c.a + 2 * D>(s), to->strides[D] = form<K, c.a + 2 * D + 1>(s)), ...);
  if constexpr (c.group >= 0)
    show<K, c.group>(s, to + 1, number + 1, sequence<K::code.statements[c.group].times>{});
}

/// Runs the function of the call whose first view is S.
template <class K, int S> TENON_INLINE void emit_call(state<K>& s) {
  constexpr compact::statement c = K::code.statements[S];
  argument views[K::code.functions[c.value].count];
  show<K, S>(s, views, 0, sequence<c.times>{});
  K::code.functions[c.value].entry(views);
}

}  // namespace tenon::inline TENON_ABI::native
