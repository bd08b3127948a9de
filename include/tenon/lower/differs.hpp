// What differs among iterations of a loop that goes side by side: variables, expressions, stores, and the
// buffers that they need for themselves.
#pragma once

#include <tenon/ir/bound_loops.hpp>
#include <tenon/lower/instructions.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Judges what is inside of loops that move inwards.
struct inward_judge {
  context& c;
  const ir::read_table* reads;  ///< of a decoupled target, where they move up to what one unit runs; or null
  bool varying[ir::limit::variables] = {};   ///< variables that differ among iterations
  bool copied[ir::limit::buffers] = {};      ///< buffers of which each iteration has its own
  bool inside[ir::limit::buffers] = {};      ///< buffers that are allocated inside
  bool differs[ir::limit::expressions] = {};

  constexpr inward_judge(context& where, const ir::read_table* units) : c(where), reads(units) {}

  constexpr ir::statement& at(int s) const { return c.p.statements[s]; }

  constexpr bool varies(const affine& form) const {
    for (const ir::term& t : form) {
      if (varying[t.var]) return true;
    }
    return false;
  }
  constexpr bool varies(int first, int count) const {
    for (int i = 0; i < count; ++i) {
      if (varies(c.p.forms[first + i])) return true;
    }
    return false;
  }

  /// Finds which expressions differ among iterations; operands come before what uses them.
  constexpr void judge_expressions() {
    for (int e = 0; e < c.p.expressions.size(); ++e) {
      const ir::expression& x = c.p.expressions[e];
      bool d = false;
      if (x.op == ir::operation::load)
        d = copied[x.buffer] || varies(x.first, c.p.buffers[x.buffer].rank) || varies(x.guard, x.guards);
      else if (x.op == ir::operation::index) d = varies(x.first, 1);
      else if (x.op == ir::operation::holds) d = varies(x.guard, x.guards);
      else if (x.op >= ir::operation::negate)
        d = differs[x.a] || (x.op >= ir::operation::add && differs[x.b]) ||
            (x.op >= ir::operation::select && differs[x.c]);
      differs[e] = d;
    }
  }

  constexpr bool store_differs(int s) const {
    for (int g = s; g >= 0; g = at(g).group) {
      const ir::statement& x = at(g);
      if (copied[x.buffer] || (x.kind == ir::statement_kind::store && differs[x.value])) return true;
      if (varies(x.guard, x.guards) || varies(x.first, c.p.buffers[x.buffer].rank)) return true;
    }
    return false;
  }

  /// Marks variables, and the buffers that a store which differs writes; whether anything was new.
  constexpr bool mark(int s, bool apart) {
    bool found = false;
    for (; s >= 0; s = at(s).next) {
      const ir::statement& x = at(s);
      bool inner = apart;
      switch (x.kind) {
        case ir::statement_kind::let: {
          const ir::variable& v = c.p.variables[x.var];
          if (!varying[x.var] && (varies(v.a) || varies(v.b) || (v.subject >= 0 && varying[v.subject])))
            found = varying[x.var] = true;
          break;
        }
        case ir::statement_kind::pick:
          if (!varying[x.var] && differs[x.value]) found = varying[x.var] = true;
          break;
        case ir::statement_kind::guard: inner = apart || varies(x.guard, x.guards); break;
        case ir::statement_kind::loop: inner = apart || varies(x.extent, 1); break;
        case ir::statement_kind::allocate: inside[x.buffer] = true; break;
        case ir::statement_kind::store:
          for (int g = s; (inner || store_differs(s)) && g >= 0; g = at(g).group) {
            const int b = at(g).buffer;
            if (inside[b] && !copied[b] && c.p.buffers[b].where != ir::memory::shared) found = copied[b] = true;
          }
          continue;
        default: break;
      }
      if (x.body >= 0) found = mark(x.body, inner) || found;
    }
    return found;
  }

  constexpr bool differs_inside(int s) const {
    for (; s >= 0; s = at(s).next) {
      const bool is_store = at(s).kind == ir::statement_kind::store;
      if (is_store ? store_differs(s) : differs_inside(at(s).body)) return true;
    }
    return false;
  }
  /// The unit that runs a statement which each iteration has for itself, as a bit; or 0. What one unit
  /// runs in a row stays together.
  constexpr unsigned apart_unit(int s) const {
    const bool is_one = reads != nullptr && is_instruction(c.p, *reads, s) && is_apart(s);
    return is_one ? units_in(c.p, *reads, s) : 0;
  }
  /// Whether each iteration has all stores of a statement for itself.
  constexpr bool is_apart(int s) const {
    if (at(s).kind == ir::statement_kind::store) return store_differs(s);
    bool apart = true;
    for (int i = at(s).body; i >= 0; i = at(i).next) apart = apart && is_apart(i);
    return apart;
  }
  /// Whether nothing in a statement differs among the iterations.
  constexpr bool is_common(int s) const {
    const ir::statement& x = at(s);
    if (x.kind == ir::statement_kind::store || x.kind == ir::statement_kind::prefetch) return !store_differs(s);
    const bool defines = x.kind == ir::statement_kind::let || x.kind == ir::statement_kind::pick;
    bool common = !defines || !varying[x.var];
    common = common && !varies(x.guard, x.guards) && !(x.kind == ir::statement_kind::loop && varies(x.extent, 1));
    for (int i = x.body; i >= 0; i = at(i).next) common = common && is_common(i);
    return common;
  }
};

}  // namespace tenon::inline TENON_ABI::lower
