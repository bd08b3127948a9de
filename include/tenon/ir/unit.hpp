// Which unit of a decoupled target runs a store, as its memory says:
//
//   inp[x] = A[x]                 a copy from global memory: the unit that fills the scratchpad
//   acc[x] = acc[x] + inp[x]      in scratchpads alone: compute
//   C[x] = acc[x]                 a copy to global memory: store
//
// No unit does anything else.
#pragma once

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Bits of a program's buffers, by position.
using buffer_bits = std::uint64_t;
static_assert(limit::buffers <= 64);

/// Which buffers each expression of a program reads.
struct read_table {
  buffer_bits of[limit::expressions] = {};

  constexpr explicit read_table(const program& p) {
    for (int e = 0; e < p.expressions.count; ++e) {
      const expression& x = p.expressions[e];
      if (x.op == operation::load) of[e] = buffer_bits{1} << x.buffer;
      if (x.op >= operation::negate) of[e] = of[x.a];
      if (x.op >= operation::add) of[e] |= of[x.b];
      if (x.op >= operation::select) of[e] |= of[x.c];
    }
  }
};

/// What runs a store, if any unit does.
struct runner {
  bool exists;
  unit by;

  constexpr bool operator==(const runner&) const = default;
};

/// The unit of one store, alone of its group.
constexpr runner runner_of_one(const program& p, const read_table& reads, const statement& s) {
  bool from_global = false;
  for (int b = 0; b < p.buffers.count; ++b) {
    const bool read = (reads.of[s.value] >> b & 1) != 0;
    from_global = from_global || (read && p.buffers[b].scratchpad == 0);
  }
  const bool is_copy = p.expressions[s.value].op == operation::load;
  const int to = p.buffers[s.buffer].scratchpad;
  if (from_global) return {is_copy && to > 0, p.machine.scratchpads[to > 0 ? to - 1 : 0].filled_by};
  return to > 0 ? runner{true, unit::compute} : runner{is_copy, unit::store};
}

/// The unit of a store and all of its group.
constexpr runner runner_of(const program& p, const read_table& reads, int s) {
  const runner first = runner_of_one(p, reads, p.statements[s]);
  bool same = true;
  for (int g = s; g >= 0; g = p.statements[g].group)
    same = same && runner_of_one(p, reads, p.statements[g]) == first;
  return {first.exists && same, first.by};
}

}  // namespace tenon::inline TENON_ABI::ir
