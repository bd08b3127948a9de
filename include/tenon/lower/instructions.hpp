// What one unit of a decoupled target runs by itself: a copy into a scratchpad or out of one, or a
// computation, with all of its loops.
#pragma once

#include <tenon/ir/unit.hpp>
#include <tenon/lower/context.hpp>

namespace tenon::inline TENON_ABI::lower {

inline constexpr unsigned no_unit = 1u << unit_count;  ///< the bit of stores that no unit runs

/// The units that run what is inside of a statement, as bits.
constexpr unsigned units_in(const ir::program& p, const ir::read_table& reads, int s) {
  const ir::statement& x = p.statements[s];
  if (x.kind == ir::statement_kind::store) {
    const ir::runner by = ir::runner_of(p, reads, s);
    return by.exists ? 1u << static_cast<int>(by.by) : no_unit;
  }
  unsigned all = 0;
  for (int i = x.body; i >= 0; i = p.statements[i].next) all |= units_in(p, reads, i);
  return all;
}

/// Whether a statement is a store, loops or conditions that one unit runs alone.
constexpr bool is_instruction(const ir::program& p, const ir::read_table& reads, int s) {
  const ir::statement_kind kind = p.statements[s].kind;
  if (kind != ir::statement_kind::store && kind != ir::statement_kind::loop) return false;
  const unsigned all = units_in(p, reads, s);
  return all == 1u << static_cast<int>(unit::load) || all == 1u << static_cast<int>(unit::compute) ||
         all == 1u << static_cast<int>(unit::store);
}

}  // namespace tenon::inline TENON_ABI::lower
