// What stands among statements: loops over threads, and barriers.
#pragma once

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

constexpr bool is_thread_loop(const program& p, int s) {
  return p.statements[s].kind == statement_kind::loop && is_thread(p.statements[s].loop);
}

/// Whether a barrier is among the statements from `s` on, or inside of one.
constexpr bool has_barrier(const program& p, int s) {
  for (; s >= 0; s = p.statements[s].next) {
    const statement& x = p.statements[s];
    if (x.kind == statement_kind::barrier) return true;
    if (x.kind != statement_kind::store && has_barrier(p, x.body)) return true;
  }
  return false;
}

/// Whether a loop over threads is among the statements from `s` on, or inside of one.
constexpr bool has_threads(const program& p, int s) {
  for (; s >= 0; s = p.statements[s].next) {
    const statement& x = p.statements[s];
    if (is_thread_loop(p, s) || (x.kind != statement_kind::store && has_threads(p, x.body))) return true;
  }
  return false;
}

/// The number of threads along each axis in the thread loops from `s` on.
constexpr void measure_threads(const program& p, int s, index_t (&most)[3]) {
  for (; s >= 0; s = p.statements[s].next) {
    const statement& x = p.statements[s];
    if (x.kind == statement_kind::store) continue;
    if (is_thread_loop(p, s)) {
      index_t& here = most[axis_number(x.loop)];
      if (p.forms[x.extent].constant > here) here = p.forms[x.extent].constant;
    }
    measure_threads(p, x.body, most);
  }
}

}  // namespace tenon::inline TENON_ABI::ir
