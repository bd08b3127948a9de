// Statements of the frozen program as C++ statements: `emit` runs one and those that follow it.
#pragma once

#include <tenon/codegen/native/call.hpp>
#include <tenon/codegen/native/dot.hpp>
#include <tenon/codegen/native/hinted.hpp>
#include <tenon/codegen/native/interleave.hpp>
#include <tenon/codegen/native/outer.hpp>
#include <tenon/codegen/native/transpose.hpp>

namespace tenon::inline TENON_ABI::native {

using ir::loop_kind;
using ir::statement_kind;

// Elements of an iteration's own are read under the conditions under which they were written: GCC
// can't see that the conditions are the same.
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

// ---- stores ------------------------------------------------------------------------------------

/// Writes the value of one store, if its conditions hold.
template <class K, int S, class Kept> TENON_INLINE void write(state<K>& s, const Kept& kept) {
  constexpr compact::statement c = K::code.statements[S];
  if constexpr (c.when.shared > 0) {
    if (!hold<K, c.when.first, c.when.shared>(s)) return;
  }
  using A = accessed<K, store_access<K, S>>;
  using T = typename A::T;
  const auto value = evaluate<K, c.value, c.lanes>(s, kept);
  if constexpr (c.lanes == 0) {
    *A::pointer(s) = static_cast<T>(value);
  } else if constexpr (A::type == element::boolean) {
    store_lanes<K, S, c.lanes>(s, cast_mask<T>(to_mask<1, c.lanes>(value)));
  } else {
    store_lanes<K, S, c.lanes>(s, to_pack<T, c.lanes>(value));
  }
}

template <class K, int S, class Kept> TENON_INLINE void write_group(state<K>& s, const Kept& k) {
  write<K, S>(s, k);
  if constexpr (K::code.statements[S].group >= 0) write_group<K, K::code.statements[S].group>(s, k);
}

/// Computes the kept values of a store group in order, then writes; or the value of a picked variable.
template <class K, int S, int... I>
TENON_INLINE void emit_store(state<K>& s, std::integer_sequence<int, I...>) {
  constexpr compact::statement c = K::code.statements[S];
  boost::hana::basic_tuple<value_of<K, K::code.kept[c.first_kept + I], c.lanes>...> kept;
  ((boost::hana::at_c<I>(kept) = compute<K, K::code.kept[c.first_kept + I], c.lanes>(s, kept)), ...);
  if constexpr (c.kind == statement_kind::pick) s.env[c.var] = evaluate<K, c.value, 0>(s, kept);
  else write_group<K, S>(s, kept);
}

// ---- loops -------------------------------------------------------------------------------------

template <class K, int S, int... I>
TENON_INLINE void emit_unrolled(state<K>& s, std::integer_sequence<int, I...>) {
  constexpr compact::statement c = K::code.statements[S];
  ((s.env[c.var] = I, emit<K, c.body>(s)), ...);
}

/// Iterations i, i + 1, … of loop S.
template <class K, int S, int... I>
TENON_INLINE void emit_several(state<K>& s, index_t i, std::integer_sequence<int, I...>) {
  constexpr compact::statement c = K::code.statements[S];
  ((s.env[c.var] = i + I, emit<K, c.body>(s)), ...);
}

/// Whether the schedule has vectorized or unrolled something in a list of statements.
template <class K> constexpr bool is_shaped(int first) {
  for (int i = first; i >= 0; i = K::code.statements[i].next) {
    const compact::statement& c = K::code.statements[i];
    if (c.kind == statement_kind::loop &&
        c.loop != loop_kind::serial && c.loop != loop_kind::parallel) {
      return true;
    }
    if (is_shaped<K>(c.body)) return true;
  }
  return false;
}

/// Iterations begin … end-1 of loop S. Around loops that the schedule has shaped, Clang must not
/// vectorize (with gathers) or unroll on its own: packing took 4 times as long; hints not to are said
/// by that too.
template <class K, int S> TENON_INLINE void emit_range(state<K>& s, index_t begin, index_t end) {
  constexpr compact::statement c = K::code.statements[S];
  if constexpr (c.times > 1) {
#if defined(__clang__)
#pragma clang loop vectorize(disable) unroll(disable)
#endif
    for (; begin + c.times <= end; begin += c.times) {
      emit_several<K, S>(s, begin, sequence<c.times>{});
    }
  }
  constexpr bool shaped = c.times > 1 || is_shaped<K>(c.body);
#if defined(__clang__)
  constexpr bool hinted = c.hint == ir::loop_hint::unroll || (c.hint != ir::loop_hint::none && !shaped);
#else
  constexpr bool hinted = c.hint != ir::loop_hint::none;
#endif
  if constexpr (hinted) {
    emit_hinted<K, S>(s, begin, end);
  } else if constexpr (shaped) {
#if defined(__clang__)
#pragma clang loop vectorize(disable) unroll(disable)
#endif
    for (index_t i = begin; i < end; ++i) {
      s.env[c.var] = i;
      emit<K, c.body>(s);
    }
  } else {
    for (index_t i = begin; i < end; ++i) {
      s.env[c.var] = i;
      emit<K, c.body>(s);
    }
  }
}

template <class K, int S> void run_piece(void* context, index_t begin, index_t end, index_t worker);

template <class K, int S> TENON_INLINE void emit_loop(state<K>& s) {
  constexpr compact::statement c = K::code.statements[S];
  set_bases<K, c.first_base, c.bases>(s);
  if constexpr (c.loop == loop_kind::vector) {
    s.env[c.var] = 0;
    emit<K, c.body>(s);
  } else if constexpr (c.loop == loop_kind::unrolled) {
    emit_unrolled<K, S>(s, sequence<static_cast<int>(K::code.forms[c.a].constant)>{});
  } else if constexpr (c.loop == loop_kind::transposed) {
    emit_transposed<K, S>(s);
#if defined(__SSE2__)
  } else if constexpr (c.does == ir::instruction::dot_u8s8 ||
                       c.does == ir::instruction::dot_s16 ||
                       c.does == ir::instruction::dot_bf16) {
    emit_dot<K, S>(s);
#endif
  } else if constexpr (c.does == ir::instruction::interleave) {
    emit_interleave<K, S>(s);
  } else if constexpr (c.does == ir::instruction::outer_f32) {
    emit_outer<K, S>(s);
  } else if constexpr (c.loop == loop_kind::parallel) {
    state<K> shared = s;
    const kernel_call& call = *s.call;
    const index_t extent = form<K, c.a>(s);
    if (call.parallel_for == nullptr) run_piece<K, S>(&shared, 0, extent, 0);
    else call.parallel_for(call.executor, extent, &run_piece<K, S>, &shared);
  } else {
    emit_range<K, S>(s, 0, form<K, c.a>(s));
  }
}

// ---- all kinds ---------------------------------------------------------------------------------

template <class K, int S> TENON_INLINE void emit_one(state<K>& s) {
  constexpr compact::statement c = K::code.statements[S];
  if constexpr (c.kind == statement_kind::block) {
    emit<K, c.body>(s);
  } else if constexpr (c.kind == statement_kind::loop) {
    emit_loop<K, S>(s);
  } else if constexpr (c.kind == statement_kind::let) {
    s.env[c.var] = let_value<K, S>(s);
    emit<K, c.body>(s);
  } else if constexpr (c.kind == statement_kind::pick) {
    emit_store<K, S>(s, sequence<c.kept>{});
    emit<K, c.body>(s);
  } else if constexpr (c.kind == statement_kind::guard) {
    if (hold<K, c.when.first, c.when.shared>(s)) emit<K, c.body>(s);
  } else if constexpr (c.kind == statement_kind::allocate) {
    constexpr compact::buffer b = K::code.buffers[c.buffer];
    if constexpr (b.where == ir::memory::local) {
      alignas(64) stored<b.type> room[compact::room(static_cast<int>(b.size))];
      s.buffers[c.buffer] = reinterpret_cast<unsigned char*>(room);
      emit<K, c.body>(s);
    } else {
      emit<K, c.body>(s);
    }
  } else if constexpr (c.kind == statement_kind::prefetch) {
    if (hold<K, c.when.first, c.when.shared>(s)) __builtin_prefetch(accessed<K, store_access<K, S>>::pointer(s));
  } else if constexpr (c.kind == statement_kind::call) {
    emit_call<K, S>(s);
  } else {
    emit_store<K, S>(s, sequence<c.kept>{});
  }
}

template <class K, int S> TENON_INLINE void emit(state<K>& s) {
  if constexpr (S >= 0) {
    emit_one<K, S>(s);
    emit<K, K::code.statements[S].next>(s);
  }
}

#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif

}  // namespace tenon::inline TENON_ABI::native
