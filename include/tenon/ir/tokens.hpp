// The tokens of a decoupled target's program, counted in the order of its statements. Where they
// balance, the units never wait for each other in a circle: of all that isn't done yet the first
// statement of the program can always be done, as no queue is full and no token is missing before it.
//
//   push(compute, load)                      1 in the queue
//   for k: pop(compute, load)                0
//          inp = …                                       each iteration leaves as many as it found
//          push(load, compute) …             1
#pragma once

#include <tenon/ir/flaw.hpp>
#include <tenon/ir/unit.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Whether tokens go from one unit to another: neighbours have queues.
constexpr bool has_queue(unit from, unit to) {
  const int step = static_cast<int>(from) - static_cast<int>(to);
  return step == 1 || step == -1;
}

/// Counts the tokens in each queue.
struct token_counter {
  struct tokens {
    std::int32_t in[unit_count][unit_count];
    constexpr bool operator==(const tokens&) const = default;
  };

  const program& p;
  const read_table reads;
  tokens now = {};
  std::int32_t most = 0;  ///< that were in a queue at once
  verdict first{flaw::none, -1, -1};

  constexpr explicit token_counter(const program& of) : p(of), reads(of) {}

  constexpr bool refuse(flaw f, int at, int detail = -1) {
    if (first.ok()) first = {f, at, detail};
    return false;
  }

  constexpr bool statement_at(int s) {
    const statement& x = p.statements[s];
    const bool counts = x.kind == statement_kind::push || x.kind == statement_kind::pop;
    if (counts) return token(s, x);
    if (x.kind == statement_kind::store) {
      const bool known = !p.machine.is_decoupled() || runner_of(p, reads, s).exists;
      return known || refuse(flaw::decoupled_store, s, x.buffer);
    }
    const bool is_loop = x.kind == statement_kind::loop;
    if (is_loop && x.loop == loop_kind::parallel && p.machine.is_decoupled()) return refuse(flaw::decoupled_loop, s);
    const tokens before = now;
    for (int i = x.body; i >= 0; i = p.statements[i].next) {
      if (!statement_at(i)) return false;
    }
    const bool even = now == before || !(is_loop || x.kind == statement_kind::guard);
    return even || refuse(flaw::token_unbalanced, s);
  }

  constexpr bool token(int s, const statement& x) {
    if (!p.machine.is_decoupled() || !has_queue(x.from, x.to)) return refuse(flaw::token_units, s);
    std::int32_t& here = now.in[static_cast<int>(x.from)][static_cast<int>(x.to)];
    if (x.kind == statement_kind::pop && here == 0) return refuse(flaw::token_missing, s);
    here += x.kind == statement_kind::push ? 1 : -1;
    if (here > most) most = here;
    return true;
  }

  /// The whole program.
  constexpr bool all() {
    if (p.root >= 0 && !statement_at(p.root)) return false;
    if (!(now == tokens{})) return refuse(flaw::token_left, p.root);
    return most <= p.machine.queue_tokens || refuse(flaw::token_queue, p.root, most);
  }
};

}  // namespace tenon::inline TENON_ABI::ir
