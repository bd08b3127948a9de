// Loads and stores of one element, or of the lanes of a vector loop: contiguous, strided, or lane
// by lane; with conditions, the lanes that hold are an interval, and full intervals take the same
// path as accesses without conditions.
#pragma once

#include <tenon/codegen/native/narrow.hpp>
#include <tenon/codegen/native/state.hpp>

namespace tenon::inline TENON_ABI::native {

/// How an element lies in memory: bool as a byte.
template <element E>
using stored = std::conditional_t<E == element::boolean, std::uint8_t, held<E>>;

template <class K, class Access> struct accessed {
  static constexpr compact::place at = Access::of().at;
  static constexpr int buffer = Access::of().buffer;
  static constexpr element type = K::code.buffers[buffer].type;
  using T = stored<type>;

  TENON_INLINE static T* pointer(const state<K>& s) {
    return locate<K, T, at.form, at.base, at.first_fold, at.folds>(
        reinterpret_cast<T*>(s.buffers[buffer]), s);
  }
  TENON_INLINE static T* pointer(state<K>& s, int lane) {
    s.env[at.lane_var] = lane;
    T* const p = pointer(s);
    s.env[at.lane_var] = 0;
    return p;
  }
};

/// Tags for the place of an expression and of a store.
template <class K, int N> struct expression_access {
  static constexpr const compact::expression& of() { return K::code.expressions[N]; }
};
template <class K, int S> struct store_access {
  static constexpr const compact::statement& of() { return K::code.statements[S]; }
};

// ---- all lanes ---------------------------------------------------------------------------------

template <class A, class T, int Lanes, class K, int... I>
TENON_INLINE pack<T, Lanes> load_each(state<K>& s, interval in, std::integer_sequence<int, I...>) {
  const T lanes[Lanes] = {
      (I >= in.first && I < in.last ? *A::pointer(s, I) : T{})...};
  return load<T, Lanes>(lanes);
}

template <class A, class T, int Lanes, class K, int... I>
TENON_INLINE void store_each(state<K>& s, interval in, const pack<T, Lanes>& p,
                             std::integer_sequence<int, I...>) {
  ((I >= in.first && I < in.last ? static_cast<void>(*A::pointer(s, I) = p.get(I)) : void()), ...);
}

template <class A, class T, int Lanes, class K> TENON_INLINE pack<T, Lanes> load_all(state<K>& s) {
  if constexpr (A::at.mode == compact::lane_mode::general) {
    return load_each<A, T, Lanes>(s, {0, Lanes}, sequence<Lanes>{});
  } else if constexpr (A::at.mode == compact::lane_mode::uniform) {
    return splat<T, Lanes>(*A::pointer(s));
  } else if constexpr (A::at.lane_factor == 1) {
    return load<T, Lanes>(A::pointer(s));
  } else {
    return gather<T, Lanes>(A::pointer(s), A::at.lane_factor, sequence<Lanes>{});
  }
}

template <class A, class T, int Lanes, class K>
TENON_INLINE void store_all(state<K>& s, const pack<T, Lanes>& p) {
  if constexpr (A::at.mode == compact::lane_mode::strided && A::at.lane_factor == 1) {
    store<T, Lanes>(A::pointer(s), p);
  } else if constexpr (A::at.mode == compact::lane_mode::strided) {
    scatter<T, Lanes>(A::pointer(s), A::at.lane_factor, p, sequence<Lanes>{});
  } else {
    store_each<A, T, Lanes>(s, {0, Lanes}, p, sequence<Lanes>{});
  }
}

// ---- the lanes whose conditions hold -----------------------------------------------------------

/// Loads for an expression that varies with the lane; lanes whose conditions fail are 0.
template <class K, int N, int Lanes> TENON_INLINE auto load_lanes(state<K>& s) {
  constexpr compact::conditions when = K::code.expressions[N].when;
  using A = accessed<K, expression_access<K, N>>;
  using T = typename A::T;
  if constexpr (when.shared > 0) {
    if (!hold<K, when.first, when.shared>(s)) return splat<T, Lanes>(T{});
  }
  if constexpr (when.lanes == 0) {
    return load_all<A, T, Lanes>(s);
  } else {
    const interval in = holding_lanes<K, when.first + when.shared, when.lanes, Lanes>(s);
    if (in.first <= 0 && in.last >= Lanes) [[likely]] return load_all<A, T, Lanes>(s);
    if constexpr (A::at.mode == compact::lane_mode::general) {
      return load_each<A, T, Lanes>(s, in, sequence<Lanes>{});
    } else if constexpr (A::at.lane_factor == 1 && masks_lanes<T, Lanes>) {
      return load_adjacent<T, Lanes>(A::pointer(s), in.first, in.last,
                                     typename pack<T, Lanes>::all{});
    } else {
      return load_some<T, Lanes>(A::pointer(s), A::at.lane_factor, in.first, in.last);
    }
  }
}

/// Stores the lanes whose conditions hold.
template <class K, int S, int Lanes, class T>
TENON_INLINE void store_lanes(state<K>& s, const pack<T, Lanes>& p) {
  constexpr compact::conditions when = K::code.statements[S].when;
  using A = accessed<K, store_access<K, S>>;
  if constexpr (when.lanes == 0) {
    store_all<A, T, Lanes>(s, p);
  } else {
    const interval in = holding_lanes<K, when.first + when.shared, when.lanes, Lanes>(s);
    if (in.first <= 0 && in.last >= Lanes) [[likely]] {
      store_all<A, T, Lanes>(s, p);
    } else if constexpr (A::at.mode == compact::lane_mode::general) {
      store_each<A, T, Lanes>(s, in, p, sequence<Lanes>{});
    } else if constexpr (A::at.lane_factor == 1 && masks_lanes<T, Lanes>) {
      store_adjacent<T, Lanes>(A::pointer(s), in.first, in.last, p,
                               typename pack<T, Lanes>::all{});
    } else {
      store_some<T, Lanes>(A::pointer(s), A::at.lane_factor, in.first, in.last, p);
    }
  }
}

}  // namespace tenon::inline TENON_ABI::native
