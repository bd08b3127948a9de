// Loops whose iterations go through their body side by side: virtual threads, and the threads of a
// block on machines that have none. Such a loop moves inwards: around each statement that depends on
// it, or around all that stands between two barriers. What is stored inside is stored once for each
// iteration.
//
//   virtual v < 2:                       for r: W[0] += A[r]; W[1] += A[r + 8]
//     for r: W += A[r + 8*v]       →
//
//   thread t < 8:                        for r:
//     for r:                               for t < 8: P[t] = …
//       P[t] = …; barrier; W += …    →     for t < 8: W[t] += …
//
// (paper §4.4; for blocks, what OpenCL on a CPU does to work-items.) On a decoupled target virtual threads
// move up to what one unit runs: a whole copy into a scratchpad, or a computation (units.hpp).
#pragma once

#include <tenon/lower/differs.hpp>
#include <tenon/lower/storage.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Moves one loop, or one chain of thread loops, inwards.
struct inward_pass : inward_judge {
  bool to_barriers;  ///< up to barriers, else up to each statement
  bool in_parallel;  ///< the loop stands inside a parallel one
  list<std::int32_t, 6> loops = {};          ///< statements: the loops that move, from outside in
  list<std::int32_t, 32> around = {};        ///< lets and guards to be repeated inside the loops

  constexpr inward_pass(context& where, bool barriers, bool parallel, const ir::read_table* units = nullptr)
      : inward_judge(where, units), to_barriers(barriers), in_parallel(parallel) {}

  /// The loops over threads inside of a statement, which is one or holds one: all of them move.
  constexpr void collect_threads(int s) {
    for (; s >= 0; s = at(s).next) {
      if (is_thread_loop(c.p, s)) loops.push(s);
      if (at(s).kind != ir::statement_kind::store) collect_threads(at(s).body);
    }
  }

  /// Marks the private buffers of iterations that wait at a barrier.
  constexpr void mark_waiting(int s) {
    for (; s >= 0; s = at(s).next) {
      const ir::statement& x = at(s);
      if (x.kind == ir::statement_kind::store) continue;
      if (x.kind == ir::statement_kind::allocate && c.p.buffers[x.buffer].where != ir::memory::shared &&
          has_barrier(c.p, x.body)) {
        copied[x.buffer] = true;
      }
      mark_waiting(x.body);
    }
  }

  constexpr affine extent_of(int i) const { return c.p.forms[at(loops[i]).extent]; }

  /// The iteration's number among all, and how many there are.
  constexpr affine position() const {
    affine r{};
    for (int i = 0; i < loops.size(); ++i) r = r * extent_of(i).constant + make_variable(at(loops[i]).var);
    return r;
  }
  constexpr index_t count() const {
    index_t r = 1;
    for (int i = 0; i < loops.size(); ++i) r *= extent_of(i).constant;
    return r < 0 ? 0 : r;
  }

  /// Indices with the iteration's number in front, in place of those at `first`.
  constexpr int with_position(int first, int rank) const {
    list<affine, ir::max_rank> all;
    all.push(position());
    for (int d = 0; d < rank; ++d) all.push(c.p.forms[first + d]);
    return c.build.forms(all);
  }

  /// Gives a buffer a dimension for the iterations, and a place for them all.
  constexpr void copy(int b) {
    ir::buffer& x = c.p.buffers[b];
    if (x.rank == ir::max_rank) return c.problem.record(rule::program_too_large, 1, ir::max_rank, 0);
    for (ir::expression& e : c.p.expressions) {
      if (e.op == ir::operation::load && e.buffer == b) e.first = with_position(e.first, x.rank);
    }
    for (ir::statement& s : c.p.statements) {
      if (s.kind == ir::statement_kind::store && s.buffer == b) s.first = with_position(s.first, x.rank);
    }
    for (int d = x.rank; d > 0; --d) {
      x.extents[d] = x.extents[d - 1];
      x.strides[d] = x.strides[d - 1];
      x.folds[d] = x.folds[d - 1];
    }
    x.extents[0] = make_affine(count());
    ++c.places[b];
    x.strides[0] = as_stride(c, x.size, x.label);
    x.folds[0] = 0;
    x.size = x.size * count();
    ++x.rank;
    settle(x);
  }

  /// A place for a buffer that grew, or that a block shared.
  constexpr void settle(ir::buffer& x) {
    if (x.scratchpad > 0) return;
    const index_t bytes = bytes_of(x);
    const index_t most = local_limit(c.p.machine);
    if (x.where == ir::memory::workspace) return allot(c, x);
    const bool local = bytes >= 0 && bytes <= most;
    if (!local && c.p.machine.has_blocks()) return c.problem.record(rule::private_size, bytes, most, 0);
    x.per_worker = !local && in_parallel;
    if (!local) return allot(c, x);
    x.where = ir::memory::local;
    x.alignment = 64;
  }

  /// The loops, and what must be repeated inside them, around a statement.
  constexpr int wrap(int s) const {
    int body = s;
    for (int i = around.size() - 1; i >= 0; --i) {
      ir::statement copy = at(around[i]);
      copy.next = -1;
      copy.body = body;
      body = c.p.statements.push(copy);
    }
    for (int i = loops.size() - 1; i >= 0; --i) {
      const ir::statement& x = at(loops[i]);
      const ir::loop_kind kind = to_barriers        ? ir::loop_kind::serial
                                 : reads == nullptr ? ir::loop_kind::unrolled
                                                    : ir::loop_kind::interleaved;
      body = c.build.loop(x.var, extent_of(i), kind, body);
    }
    return body;
  }

  constexpr int wrap_all(const list<std::int32_t, 40>& together) const {
    return together.empty() ? -1 : wrap(together.size() == 1 ? together[0] : c.build.block(together));
  }

  /// The statements from `s` on with the loops inside; -1 where nothing is left.
  constexpr int inwards(int s) {
    if (c.p.overflowed()) return s;  // refused in the end; until then nothing must be followed
    list<std::int32_t, 40> made, together;
    unsigned together_by = 0;
    for (int next = -1; s >= 0; s = next) {
      next = at(s).next;
      at(s).next = -1;
      const bool waits = at(s).kind == ir::statement_kind::barrier || has_barrier(c.p, at(s).body) ||
                         is_thread_loop(c.p, s) || has_threads(c.p, at(s).body);
      const unsigned by = to_barriers ? !waits : apart_unit(s);
      if (by != 0 && (together.empty() || by == together_by)) {
        together.push(s);
        together_by = by;
        continue;
      }
      if (const int before = wrap_all(together); before >= 0) made.push(before);
      while (!together.empty()) together.pop();
      if (by != 0) {
        together.push(s);
        together_by = by;
        continue;
      }
      if (const int one = inwards_one(s); one >= 0) made.push(one);
    }
    if (const int last = wrap_all(together); last >= 0) made.push(last);
    if (made.overflowed || together.overflowed)
      c.problem.record(rule::program_too_large, 4, made.capacity(), 0);
    return made.empty() ? -1 : made.size() == 1 ? made[0] : c.build.block(made);
  }

  /// Whether a let is computed from what a pick that moves inside defines.
  constexpr bool follows_pick(const ir::variable& v) const {
    for (const std::int32_t s : around) {
      const bool defines = at(s).kind == ir::statement_kind::pick || at(s).kind == ir::statement_kind::let;
      if (defines && (v.a.factor_of(at(s).var) != 0 || v.b.factor_of(at(s).var) != 0)) return true;
    }
    return false;
  }

  /// Whether some iterations may not go through a statement that others go through.
  constexpr bool is_guarded() const {
    for (const std::int32_t s : around) {
      if (at(s).kind == ir::statement_kind::guard) return true;
    }
    return false;
  }

  /// Parts a guard into what all iterations agree on, which stays around the loops, and what each of them
  /// checks for itself: lets between them are true only under the former.
  constexpr void part_guard(int s) {
    list<affine, 32> common, own;
    for (int i = 0; i < at(s).guards; ++i) {
      const affine& form = c.p.forms[at(s).guard + i];
      (varies(form) ? own : common).push(form);
    }
    if (common.empty() || own.empty()) return;
    if (common.overflowed || own.overflowed) return c.problem.record(rule::program_too_large, 3, own.capacity(), 0);
    const int inner = c.build.guard(own, at(s).body);
    at(s).body = inner;
    at(s).guard = c.build.forms(common);
    at(s).guards = common.size();
  }

  constexpr int inwards_one(int s) {
    if (at(s).kind == ir::statement_kind::guard) part_guard(s);
    const ir::statement x = at(s);
    bool repeats = false;
    if (reads != nullptr && is_instruction(c.p, *reads, s) && is_common(s) && !is_guarded()) return s;
    switch (x.kind) {
      case ir::statement_kind::barrier: return to_barriers ? -1 : s;
      case ir::statement_kind::prefetch: return around.empty() && !store_differs(s) ? s : wrap(s);
      case ir::statement_kind::store: return store_differs(s) || is_guarded() ? wrap(s) : s;
      case ir::statement_kind::let: repeats = varying[x.var] || follows_pick(c.p.variables[x.var]); break;
      case ir::statement_kind::pick: repeats = varying[x.var] || is_guarded(); break;  // what it reads may be guarded
      case ir::statement_kind::guard: repeats = varies(x.guard, x.guards); break;
      case ir::statement_kind::loop:
        if (x.loop == ir::loop_kind::vector || x.loop == ir::loop_kind::transposed || x.loop == ir::loop_kind::tensorized)
          return differs_inside(x.body) || is_guarded() ? wrap(s) : s;
        if (to_barriers && ir::is_thread(x.loop)) return inwards(x.body);
        if (varies(x.extent, 1)) return wrap(s);
        break;
      default: break;
    }
    if (repeats) around.push(s);
    const int body = inwards(x.body);
    if (repeats) around.pop();
    if (repeats || body < 0) return body;
    at(s).body = body;
    return s;
  }

  /// Moves the loops, the last of which has `body`; what stands in their place.
  constexpr int move(int body) {
    for (const std::int32_t l : loops) varying[at(l).var] = true;
    do judge_expressions();
    while (mark(body, false));
    if (to_barriers) mark_waiting(body);
    for (int b = 0; b < c.p.buffers.size(); ++b) {
      if (!inside[b] || is_settled(b)) continue;
      if (copied[b] && (!to_barriers || has_barrier_around(body, b))) copy(b);
      else copied[b] = false;
      if (to_barriers && c.p.buffers[b].where == ir::memory::shared) settle(c.p.buffers[b]);
    }
    judge_expressions();
    return inwards(body);
  }

  /// Whether a buffer was settled for this loop already, in another copy of its nest; notes that it is.
  constexpr bool is_settled(int b) const {
    const settled_buffer now{b, at(loops[0]).var};
    for (const settled_buffer& s : c.settled) {
      if (s.buffer == now.buffer && s.loop == now.loop) return true;
    }
    c.settled.push(now);
    if (c.settled.overflowed) c.problem.record(rule::program_too_large, 1, c.settled.capacity(), 0);
    return false;
  }

  /// Whether a buffer's allocation holds a barrier.
  constexpr bool has_barrier_around(int s, int b) const {
    for (; s >= 0; s = at(s).next) {
      const ir::statement& x = at(s);
      if (x.kind == ir::statement_kind::store) continue;
      if (x.kind == ir::statement_kind::allocate && x.buffer == b) return has_barrier(c.p, x.body);
      if (has_barrier_around(x.body, b)) return true;
    }
    return false;
  }
};

}  // namespace tenon::inline TENON_ABI::lower
