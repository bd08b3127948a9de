// The entry of a kernel that the C++ compiler makes out of a frozen program:
//
//   native::run<kernel>(call);   // kernel: ir::frozen<Make>, or any type with its member `code`
#pragma once

#include <tenon/codegen/native/statement.hpp>

namespace tenon::inline TENON_ABI::native {

template <bool Unaliased> struct start_of {
  using type = unsigned char* __restrict;
};
template <> struct start_of<false> {
  using type = unsigned char*;
};

/// The start of buffer B as a parameter: arguments don't alias, which compilers believe of
/// parameters only.
template <class K, int B> using start = typename start_of<K::code.buffers[B].unaliased>::type;

template <class K, int S, int... B> struct outlined {
  [[gnu::noinline]] static void run(const state<K>& from, start<K, B>... starts) {
    state<K> s = from;
    ((s.buffers[B] = starts), ...);
    emit<K, S>(s);
  }
  [[gnu::noinline]] static void run_range(const state<K>& from, index_t begin, index_t end,
                                          start<K, B>... starts) {
    state<K> s = from;
    ((s.buffers[B] = starts), ...);
    emit_range<K, S>(s, begin, end);
  }
  static void call(const state<K>& s) { run(s, s.buffers[B]...); }
  static void call_range(const state<K>& s, index_t begin, index_t end) {
    run_range(s, begin, end, s.buffers[B]...);
  }
};

template <class K, int S, int... B>
outlined<K, S, B...> outline(std::integer_sequence<int, B...>);
template <class K, int S>
using outlined_for = decltype(outline<K, S>(sequence<K::code.size.buffers>{}));

/// Points the buffers of worker `worker` into its part of the workspace.
template <class K, int B> TENON_INLINE void place_buffer(state<K>& s, index_t worker, bool shared) {
  constexpr compact::buffer b = K::code.buffers[B];
  const kernel_call& call = *s.call;
  if constexpr (b.where == ir::memory::argument) {
    if (shared) s.buffers[B] = static_cast<unsigned char*>(call.arguments[b.argument]);
  } else if constexpr (b.where == ir::memory::workspace) {
    unsigned char* part = call.workspace;
    if constexpr (b.per_worker) part += call.workspace_bytes + worker * call.worker_bytes;
    if (shared || b.per_worker) s.buffers[B] = part + form<K, b.offset>(s);
  }
}

template <class K, int... B>
TENON_INLINE void place_buffers(state<K>& s, index_t worker, bool shared,
                                std::integer_sequence<int, B...>) {
  (place_buffer<K, B>(s, worker, shared), ...);
}

/// Some iterations of parallel loop S, with variables and buffers of their own.
template <class K, int S>
void run_piece(void* context, index_t begin, index_t end, index_t worker) {
  state<K> s = *static_cast<const state<K>*>(context);
  place_buffers<K>(s, worker, false, sequence<K::code.size.buffers>{});
  outlined_for<K, S>::call_range(s, begin, end);
}

/// Runs the lets of the prologue, on which places in the workspace depend, then the rest.
template <class K, int S> TENON_INLINE void enter(state<K>& s) {
  if constexpr (K::code.statements[S].kind == statement_kind::let) {
    s.env[K::code.statements[S].var] = let_value<K, S>(s);
    enter<K, K::code.statements[S].body>(s);
  } else {
    place_buffers<K>(s, 0, true, sequence<K::code.size.buffers>{});
    outlined_for<K, S>::call(s);
  }
}

/// Runs the program that `K` holds.
template <class K> void run(const kernel_call& call) {
  if constexpr (K::code.root >= 0) {
    state<K> s{};
    s.call = &call;
    for (int i = 0; i < K::code.size.parameters; ++i) {
      s.env[K::code.parameter_var[i]] = call.parameters[K::code.parameter_of[i]];
    }
    enter<K, K::code.root>(s);
  }
}

}  // namespace tenon::inline TENON_ABI::native
