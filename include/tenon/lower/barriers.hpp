// Barriers: between a write of shared memory and a read by other threads, and between that read and
// the next write; nowhere else (paper §4.2).
//
//   thread t: for r:              →   thread t: for r:
//     P[t] = …                          barrier    (others may still read what P was)
//     C[t] += P[0] + … + P[31]          P[t] = …
//                                       barrier
//                                       C[t] += P[0] + … + P[31]
//
// A stage that runs ahead is written for a later iteration while the present one reads another part of
// its storage: one barrier, at the head of its loop, is both.
//
// A stage's own loops agree on which thread computes which element, so they need none among
// themselves. Where some threads don't go there can be no barrier, and a schedule that needs one is
// refused.
#pragma once

#include <tenon/lower/nest.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Puts barriers into the statements inside of thread loops.
struct barrier_pass {
  /// What was done to shared memory since the last barrier: bit b for buffer b, or for the part of it
  /// that the present iteration reads; other bits for the parts that later ones read.
  struct accesses {
    std::uint64_t written, read;
  };

  context& c;
  bool varying[ir::limit::variables] = {};  ///< variables that differ among the threads
  std::uint64_t reads[ir::limit::expressions] = {};  ///< shared buffers that each expression reads
  std::uint8_t later[ir::limit::buffers] = {};  ///< the first bit of a buffer's parts for later iterations, or 0
  std::uint8_t parts[ir::limit::buffers] = {};  ///< and how many parts it has, if that
  accesses pending{0, 0};

  constexpr explicit barrier_pass(context& where) : c(where) {
    number_parts();
    for (int e = 0; e < c.p.expressions.size(); ++e) {
      const ir::expression& x = c.p.expressions[e];
      if (x.op == ir::operation::load) reads[e] = bit_of(x.buffer, x.first);
      if (x.op >= ir::operation::negate) reads[e] = reads[x.a];
      if (x.op >= ir::operation::add) reads[e] |= reads[x.b];
      if (x.op >= ir::operation::select) reads[e] |= reads[x.c];
    }
  }

  /// Gives parts for later iterations bits of their own, as far as there are any: without them, all parts
  /// count as the same memory.
  constexpr void number_parts() {
    int next = ir::limit::buffers;
    for (int st = 0; st < c.schedule.count; ++st) {
      if (c.stage_at(st).lead == 0) continue;
      const auto count = static_cast<int>(schedule_room::parts_of_storage(c.schedule, st));
      for (int r = 0; r < c.stage_at(st).body->results && next + count - 1 <= 64; ++r) {
        later[c.plan_of(st).buffer[r]] = static_cast<std::uint8_t>(next);
        parts[c.plan_of(st).buffer[r]] = static_cast<std::uint8_t>(count);
        next += count - 1;
      }
    }
  }

  constexpr ir::statement& at(int s) const { return c.p.statements[s]; }

  constexpr bool varies(int first, int count) const {
    for (int i = 0; i < count; ++i) {
      for (const ir::term& t : c.p.forms[first + i]) {
        if (varying[t.var]) return true;
      }
    }
    return false;
  }
  constexpr bool let_varies(const ir::variable& v) const {
    bool r = v.subject >= 0 && varying[v.subject];
    for (const ir::term& t : v.a) r = r || varying[t.var];
    for (const ir::term& t : v.b) r = r || varying[t.var];
    return r;
  }

  constexpr std::uint64_t bit_of(int buffer) const {
    return c.p.buffers[buffer].where == ir::memory::shared ? std::uint64_t{1} << buffer : 0;
  }
  /// The bit of a buffer's part for the iteration `distance` after the present one.
  constexpr std::uint64_t part_bit(int buffer, int distance) const {
    const int part = distance % parts[buffer];
    return std::uint64_t{1} << (part == 0 ? buffer : later[buffer] + part - 1);
  }
  /// The bit of the part in which the element with indices from `first` on lies.
  constexpr std::uint64_t bit_of(int buffer, int first) const {
    if (later[buffer] == 0 || bit_of(buffer) == 0) return bit_of(buffer);
    for (const ir::term& t : c.p.forms[first]) {
      for (const later_iteration& x : c.later_iterations) {
        if (x.var == t.var) return part_bit(buffer, x.distance);
      }
    }
    return bit_of(buffer);
  }
  /// The bits of all of a buffer.
  constexpr std::uint64_t bits_of(int buffer) const {
    std::uint64_t all = bit_of(buffer);
    for (int part = 1; all != 0 && part < parts[buffer]; ++part) all |= part_bit(buffer, part);
    return all;
  }

  /// Bits after an iteration of a loop: of stages that it computes ahead, what was the next part is the
  /// present one. Or after the loop: where any part may be meant.
  constexpr std::uint64_t turned(std::uint64_t bits, var_id loop, bool ended) const {
    std::uint64_t result = bits;
    for (int st = 0; st < c.schedule.count; ++st) {
      const home place = place_of(c, st);
      const bool is_its = place.stage == c.homes[loop].stage && place.position == c.homes[loop].position;
      for (int r = 0; c.stage_at(st).lead > 0 && is_its && r < c.stage_at(st).body->results; ++r) {
        const int b = c.plan_of(st).buffer[r];
        const std::uint64_t all = bits_of(b);
        if ((bits & all) == 0 || later[b] == 0) continue;
        result &= ~all;
        for (int part = 0; part < parts[b]; ++part) {
          if ((bits & part_bit(b, part + 1)) != 0) result |= part_bit(b, part);
        }
        if (ended) result |= all;
      }
    }
    return result;
  }
  constexpr accesses turned(const accesses& a, var_id loop, bool ended) const {
    return {turned(a.written, loop, ended), turned(a.read, loop, ended)};
  }
  /// The bits that belong to stages that run ahead.
  constexpr std::uint64_t of_parts(std::uint64_t bits) const {
    std::uint64_t all = 0;
    for (int b = 0; b < c.p.buffers.size(); ++b) all |= later[b] != 0 ? bits_of(b) : 0;
    return bits & all;
  }

  /// The shared buffer of the stage whose tile a buffer is.
  constexpr std::uint64_t tiled(int buffer) const {
    for (int st = 0; st < c.schedule.count; ++st) {
      if (c.plan_of(st).tile_buffer == buffer) return bits_of(c.plan_of(st).buffer[0]);
    }
    return 0;
  }

  /// What a statement does to shared memory; `all_parts`: of stages that run ahead of a loop inside, to the
  /// parts of all of its iterations.
  constexpr void collect(int s, accesses& found, bool all_parts = false) const {
    const ir::statement& x = at(s);
    if (x.kind == ir::statement_kind::store) {
      std::uint64_t own = 0;  // all results of the stage
      for (int g = s; g >= 0; g = at(g).group) {
        own |= c.p.buffers[at(g).buffer].where == ir::memory::shared ? bits_of(at(g).buffer) : tiled(at(g).buffer);
      }
      for (int g = s; g >= 0; g = at(g).group) {
        found.written |= bit_of(at(g).buffer, at(g).first);
        found.read |= reads[at(g).value] & ~own;  // of what others compute
      }
      return;
    }
    accesses inside{0, 0};
    if (x.kind == ir::statement_kind::pick) inside.read |= reads[x.value];
    for (int i = x.body; i >= 0; i = at(i).next) collect(i, inside, all_parts);
    if (all_parts && x.kind == ir::statement_kind::loop) inside = turned(inside, x.var, true);
    found = joined(found, inside);
  }

  /// The stage whose storage one of the buffers is.
  constexpr int stage_of(std::uint64_t buffers) const {
    for (int st = 0; st < c.schedule.count; ++st) {
      const std::int32_t b = c.plan_of(st).buffer[0];
      if (b >= 0 && (buffers & bits_of(b)) != 0) return st;
    }
    return 0;
  }

  /// A statement that holds no barrier: one in front of it, where it needs one.
  constexpr void meet(int s, const accesses& found, list<std::int32_t, 40>& to) {
    if (((found.read & pending.written) | (found.written & pending.read)) != 0) {
      to.push(c.build.barrier());
      pending = {0, 0};
    }
    pending.written |= found.written;
    pending.read |= found.read;
    to.push(s);
  }

  /// The statements from `s` on, with barriers.
  constexpr int place(int s) {
    if (c.p.overflowed()) return s;  // refused in the end; until then nothing must be followed
    list<std::int32_t, 40> made;
    for (int next = -1; s >= 0; s = next) {
      next = at(s).next;
      at(s).next = -1;
      place_one(s, made);
    }
    if (made.overflowed) c.problem.record(rule::program_too_large, 4, made.capacity(), 0);
    return made.size() == 1 ? made[0] : c.build.block(made);
  }

  /// The bits with all parts of what one of them belongs to.
  constexpr std::uint64_t whole(std::uint64_t bits) const {
    for (int b = 0; b < c.p.buffers.size(); ++b) bits |= (bits & bits_of(b)) != 0 ? bits_of(b) : 0;
    return bits;
  }

  /// Whether some threads don't go through a statement as the others do.
  constexpr bool is_divergent(const ir::statement& x) const {
    if (x.kind == ir::statement_kind::guard) return varies(x.guard, x.guards);
    return x.kind == ir::statement_kind::loop && varies(x.extent, 1);
  }

  constexpr void place_one(int s, list<std::int32_t, 40>& to) {
    const ir::statement x = at(s);
    accesses found{0, 0};
    collect(s, found);
    const std::uint64_t both = whole(found.written) & whole(found.read);
    if (x.kind == ir::statement_kind::barrier) {
      pending = {0, 0};
      return static_cast<void>(to.push(s));
    }
    if (both == 0) {
      collect(s, found, true);
      return meet(s, found, to);
    }
    if (is_divergent(x)) {
      const int st = stage_of(both);
      return c.problem.record(rule::barrier_divergent, st, 0, c.stage_at(st).line);
    }
    const bool is_loop = x.kind == ir::statement_kind::loop;
    const bool is_thread = is_loop && ir::is_thread(x.loop);
    const bool picks = x.kind == ir::statement_kind::pick;
    if (is_thread || picks || (x.kind == ir::statement_kind::let && let_varies(c.p.variables[x.var]))) varying[x.var] = true;
    const accesses before = pending;
    if (is_loop && !is_thread) return place_loop(s, found, to);
    at(s).body = place(x.body);
    if (x.kind == ir::statement_kind::guard) pending = joined(pending, before);  // maybe nothing ran
    to.push(s);
  }

  static constexpr accesses joined(const accesses& a, const accesses& b) {
    return {a.written | b.written, a.read | b.read};
  }

  /// A loop in order, with barriers inside: what its last iteration did is pending in the next one. Of
  /// stages that run ahead that is so from the first iteration on, lest a barrier stand where their first
  /// part alone needs one.
  constexpr void place_loop(int s, const accesses& found, list<std::int32_t, 40>& to) {
    const accesses before = pending;
    const var_id loop = at(s).var;
    const accesses ahead{of_parts(found.written), of_parts(found.read)};
    pending = joined(pending, turned(ahead, loop, false));
    for (int turn = 0; turn < 2; ++turn) {
      at(s).body = place(at(s).body);
      pending = turned(pending, loop, turn == 1);
    }
    pending = joined(pending, before);  // maybe nothing ran
    to.push(s);
  }

  /// Finds the thread loops, at whose ends all threads meet.
  constexpr void visit(int s) {
    for (; s >= 0; s = at(s).next) {
      const ir::statement& x = at(s);
      if (x.kind == ir::statement_kind::store) continue;
      if (x.kind != ir::statement_kind::loop || !ir::is_thread(x.loop)) {
        visit(x.body);
        continue;
      }
      varying[x.var] = true;
      pending = {0, 0};
      const int body = place(x.body);
      at(s).body = body;
    }
  }
};

}  // namespace tenon::inline TENON_ABI::lower
