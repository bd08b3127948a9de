// Conditions with barriers inside: all threads of a block agree on them, and each is made anew between the
// barriers, which then stand outside.
//
//   if (n > i) { A; barrier; B }   →   if (n > i) A; barrier; if (n > i) B
//
// One barrier may be met in vain; but a barrier under a condition inside of a loop is what compilers for
// devices get wrong (PoCL 3.1 does).
#pragma once

#include <tenon/ir/bound_loops.hpp>
#include <tenon/lower/barriers.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Lifts barriers out of conditions.
struct barrier_lift {
  context& c;

  constexpr ir::statement& at(int s) const { return c.p.statements[s]; }

  /// The statements from `s` on, each changed by `change`, as one.
  template <class Change>
  constexpr int each(int s, const Change& change) const {
    list<std::int32_t, 40> made;
    for (int next = -1; s >= 0; s = next) {
      next = at(s).next;
      at(s).next = -1;
      made.push(change(s));
    }
    if (made.overflowed) c.problem.record(rule::program_too_large, 4, made.capacity(), 0);
    return made.size() == 1 ? made[0] : c.build.block(made);
  }

  /// A statement under the condition of guard `guard`, without its barriers. What is read for an index may
  /// need the condition, so it stays around that; what is known of a let may follow from it, and is forgotten.
  constexpr int under(const ir::statement& guard, int s) const {
    const bool holds_barrier = at(s).kind == ir::statement_kind::barrier || has_barrier(c.p, at(s).body);
    if (at(s).kind == ir::statement_kind::barrier) return s;
    if (!holds_barrier || at(s).kind == ir::statement_kind::pick) {
      ir::statement copy = guard;
      copy.next = -1;
      copy.body = s;
      return c.p.statements.push(copy);
    }
    if (at(s).kind == ir::statement_kind::let) {
      ir::variable& v = c.p.variables[at(s).var];
      v.has_lower = v.has_upper = false;
      v.multiple = 1;
    }
    at(s).body = each(at(s).body, [&](int i) { return under(guard, i); });
    return s;
  }

  /// Statements from `s` on, without barriers in conditions.
  constexpr int lift(int s) const {
    if (c.p.overflowed()) return s;
    return each(s, [&](int i) {
      const ir::statement x = at(i);
      if (x.kind == ir::statement_kind::store || !has_barrier(c.p, x.body)) return i;
      const int body = lift(x.body);
      if (x.kind == ir::statement_kind::guard) return under(x, body);
      at(i).body = body;
      return i;
    });
  }
};

}  // namespace tenon::inline TENON_ABI::lower
