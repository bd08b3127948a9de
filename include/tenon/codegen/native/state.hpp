// What a kernel knows while it runs: the value of each variable and the start of each buffer. Lives
// on the stack of always-inline functions, where both compilers turn it into registers.
#pragma once

#include <tenon/core/checked.hpp>
#include <tenon/ir/frozen.hpp>
#include <tenon/runtime/call.hpp>

namespace tenon::inline TENON_ABI::native {

namespace compact = ir::compact;

/// Variables, buffers and the call of the program that the tag `K` holds.
template <class K> struct state {
  index_t env[compact::room(K::code.size.variables)];
  unsigned char* buffers[compact::room(K::code.size.buffers)];
  index_t bases[compact::room(K::code.size.bases)];
  const kernel_call* call;
};

template <class K, int T> TENON_INLINE index_t term(const state<K>& s) {
  constexpr compact::term t = K::code.terms[T];
  if constexpr (t.stride < 0) return t.factor * s.env[t.var];
  else return t.factor * s.env[t.var] * s.env[t.stride];
}

template <class K, int First, int Count> TENON_INLINE index_t terms(const state<K>& s) {
  if constexpr (Count == 0) return 0;
  else if constexpr (Count == 1) return term<K, First>(s);
  else if constexpr (Count == 2) return term<K, First>(s) + term<K, First + 1>(s);
  else return terms<K, First, 2>(s) + terms<K, First + 2, Count - 2>(s);
}

/// The value of a form.
template <class K, int F> TENON_INLINE index_t form(const state<K>& s) {
  constexpr compact::form f = K::code.forms[F];
  return f.constant + terms<K, f.first, f.count>(s);
}

/// The value of the let that a statement defines.
template <class K, int S> TENON_INLINE index_t let_value(const state<K>& s) {
  constexpr compact::statement c = K::code.statements[S];
  using ir::let_operation;
  const index_t a = form<K, c.a>(s);
  if constexpr (c.operation == let_operation::affine) return a;
  const index_t b = form<K, c.b>(s);
  if constexpr (c.operation == let_operation::minimum) return b < a ? b : a;
  else if constexpr (c.operation == let_operation::maximum) return a < b ? b : a;
  else if constexpr (c.operation == let_operation::floor_div) return floor_div(a, b);
  else if constexpr (c.operation == let_operation::floor_mod) return floor_mod(a, b);
  else if constexpr (c.operation == let_operation::product) return a * b;
  else return s.env[c.subject] == 0 ? a : b;
}

// ---- conditions --------------------------------------------------------------------------------

/// Whether Count conditions from the First-th on hold (for lane 0, if they depend on it).
template <class K, int First, int Count> TENON_INLINE bool hold(const state<K>& s) {
  if constexpr (Count == 0) {
    return true;
  } else {
    return form<K, K::code.conditions[First].form>(s) >= 0 && hold<K, First + 1, Count - 1>(s);
  }
}

/// The lanes first … last-1.
struct interval {
  int first, last;
};

constexpr int clamp_lane(index_t lane, int lanes) {
  return lane < 0 ? 0 : lane > lanes ? lanes : static_cast<int>(lane);
}

/// Where Count conditions from the First-th on hold: each bounds the lanes from one side.
template <class K, int First, int Count, int Lanes>
TENON_INLINE interval holding_lanes(const state<K>& s) {
  if constexpr (Count == 0) {
    return {0, Lanes};
  } else {
    constexpr index_t factor = K::code.conditions[First].lane_factor;
    interval r = holding_lanes<K, First + 1, Count - 1, Lanes>(s);
    const index_t base = form<K, K::code.conditions[First].form>(s);
    if constexpr (factor > 0) {
      const int first = clamp_lane(factor == 1 ? -base : ceil_div(-base, factor), Lanes);
      if (first > r.first) r.first = first;
    } else {
      const int last = clamp_lane((factor == -1 ? base : floor_div(base, -factor)) + 1, Lanes);
      if (last < r.last) r.last = last;
    }
    return r;
  }
}

// ---- addresses ---------------------------------------------------------------------------------

template <class K, int First, int Count> TENON_INLINE index_t folds(const state<K>& s) {
  if constexpr (Count == 0) {
    return 0;
  } else {
    constexpr compact::fold f = K::code.folds[First];
    const index_t i = f.factor * (form<K, f.form>(s) & f.mask);
    if constexpr (f.stride < 0) return i + folds<K, First + 1, Count - 1>(s);
    else return i * s.env[f.stride] + folds<K, First + 1, Count - 1>(s);
  }
}

/// Adds up Count bases from the First-th on.
template <class K, int First, int Count>
TENON_INLINE void set_bases(state<K>& s) {
  if constexpr (Count > 0) {
    constexpr compact::base b = K::code.bases[First];
    s.bases[First] = terms<K, b.first, b.count>(s);
    set_bases<K, First + 1, Count - 1>(s);
  }
}

/// What a place's address adds before its numbers.
template <class K, int Form, int Base>
TENON_INLINE index_t moving(const state<K>& s) {
  constexpr compact::form f = K::code.forms[Form];
  if constexpr (Base < 0)
    return terms<K, f.first, f.count - f.fixed>(s);
  else
    return s.bases[Base] + terms<K, f.first + f.steady, f.count - f.fixed - f.steady>(s);
}

/// The element at Form + Σ folds. What is a number after unrolling is added last, on its own, so
/// that it becomes the displacement of an instruction.
template <class K, class T, int Form, int Base, int FirstFold, int Folds>
TENON_INLINE T* locate(T* start, const state<K>& s) {
  constexpr compact::form f = K::code.forms[Form];
  T* const moved = start + (moving<K, Form, Base>(s) + folds<K, FirstFold, Folds>(s));
  return moved + (f.constant + terms<K, f.first + f.count - f.fixed, f.fixed>(s));
}

}  // namespace tenon::inline TENON_ABI::native
