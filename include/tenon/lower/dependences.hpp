// What the units of a decoupled target read and write: where one must wait for another. Memory counts by
// the buffer, of which each virtual thread has a place of its own.
#pragma once

#include <tenon/lower/instructions.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Places in memory, as bits.
using place_bits = std::uint64_t;

/// What each unit reads and writes inside of a statement.
struct unit_accesses {
  place_bits read[unit_count], written[unit_count];

  constexpr bool has(unit u) const { return (read[static_cast<int>(u)] | written[static_cast<int>(u)]) != 0; }
  constexpr void add(const unit_accesses& other) {
    for (int u = 0; u < unit_count; ++u) {
      read[u] |= other.read[u];
      written[u] |= other.written[u];
    }
  }
};

/// Numbers the places, and tells what statements do to them.
struct access_table {
  context& c;
  const ir::read_table reads;
  std::int32_t first[ir::limit::buffers] = {};  ///< place of a buffer; those of its copies follow
  std::int32_t count[ir::limit::buffers] = {};
  /// A statement that does nothing, at which compute hands tokens on between load and store, who have no
  /// queue: as if it wrote what they wait for.
  struct relay {
    std::int32_t statement;
    place_bits places;
  };
  list<relay, 32> relays = {};

  constexpr explicit access_table(context& where) : c(where), reads(where.p) {
    int next = 0;
    for (int b = 0; b < c.p.buffers.size(); ++b) {
      index_t copies = 1;
      for (int d = 0; d < c.places[b] && copies <= 64; ++d) copies *= c.p.buffers[b].extents[d].constant;
      if (copies < 1 || next + copies + c.p.buffers.size() - b > 64) copies = 1;
      first[b] = next;
      count[b] = static_cast<std::int32_t>(copies);
      next += count[b];
    }
  }

  constexpr place_bits all_of(int b) const {
    place_bits r = 0;
    for (int i = 0; i < count[b]; ++i) r |= place_bits{1} << (first[b] + i);
    return r;
  }

  /// The place of the element with indices from `index` on; all of the buffer's where it isn't known.
  constexpr place_bits place_of_element(int b, int index) const {
    index_t at = 0;
    for (int d = 0; count[b] > 1 && d < c.places[b]; ++d) {
      const affine& form = c.p.forms[index + d];
      if (!form.is_constant()) return all_of(b);
      at = at * c.p.buffers[b].extents[d].constant + form.constant;
    }
    return count[b] > 1 && at >= 0 && at < count[b] ? place_bits{1} << (first[b] + at) : all_of(b);
  }

  constexpr void add_reads(int e, place_bits& to) const {
    if (reads.of[e] == 0) return;
    const ir::expression& x = c.p.expressions[e];
    bool several = false;  // else one place is all there is, and no load need be looked at
    for (int b = 0; b < c.p.buffers.size(); ++b) {
      if ((reads.of[e] >> b & 1) == 0) continue;
      several = several || count[b] > 1;
      if (count[b] == 1) to |= all_of(b);
    }
    if (!several) return;
    if (x.op == ir::operation::load) to |= place_of_element(x.buffer, x.first);
    if (x.op >= ir::operation::negate) add_reads(x.a, to);
    if (x.op >= ir::operation::add) add_reads(x.b, to);
    if (x.op >= ir::operation::select) add_reads(x.c, to);
  }

  constexpr unit_accesses of(int s) const {
    unit_accesses all{};
    const ir::statement& x = c.p.statements[s];
    for (const relay& r : relays) {
      if (r.statement == s) all.written[static_cast<int>(unit::compute)] |= r.places;
    }
    if (x.kind == ir::statement_kind::store) {
      const int by = static_cast<int>(ir::runner_of(c.p, reads, s).by);
      for (int g = s; g >= 0; g = c.p.statements[g].group) {
        const ir::statement& y = c.p.statements[g];
        all.written[by] |= place_of_element(y.buffer, y.first);
        add_reads(y.value, all.read[by]);
      }
      return all;
    }
    for (int i = x.body; i >= 0; i = c.p.statements[i].next) all.add(of(i));
    return all;
  }

  constexpr bool is_relay(int s) const {
    for (const relay& r : relays) {
      if (r.statement == s) return true;
    }
    return false;
  }

  /// Puts a relay of some places behind a statement.
  constexpr void add_relay(int s, place_bits places) {
    if (c.p.overflowed()) return;
    ir::statement original = c.p.statements[s];
    const int next = original.next;
    original.next = -1;
    const int moved = c.p.statements.push(original);
    const int empty = c.build.block({});
    const int both = c.build.block({moved, empty});
    c.p.statements[s] = c.p.statements[both];
    c.p.statements[s].next = next;
    relays.push(relay{empty, places});
    if (relays.overflowed) c.problem.record(rule::program_too_large, 4, relays.capacity(), 0);
  }
};

}  // namespace tenon::inline TENON_ABI::lower
