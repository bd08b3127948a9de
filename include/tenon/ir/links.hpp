// Whether the names by which a program's entries refer to each other can be followed: for whoever
// receives a program from outside and must not crash on it. Says nothing of meaning; that is the
// verifier's.
#pragma once

#include <initializer_list>

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Whether every name of another entry is that of an existing one.
struct links {
  const program& p;

  static constexpr bool within(std::int64_t first, std::int64_t count, int size) {
    return first >= 0 && count >= 0 && first + count <= size;
  }
  constexpr bool forms(std::int64_t first, std::int64_t count) const {
    return count == 0 || within(first, count, p.forms.size());
  }
  constexpr bool access(std::int64_t buffer, std::int64_t first) const {
    return within(buffer, 1, p.buffers.size()) &&
           forms(first, p.buffers[static_cast<int>(buffer)].rank);
  }
  constexpr bool hold(const variable& v) const {
    switch (v.kind) {
      case variable_kind::parameter:
        return within(v.argument, 1, p.parameters);
      case variable_kind::let:
        return v.operation != let_operation::first || within(v.subject, 1, p.variables.size());
      case variable_kind::loop:
      case variable_kind::picked:
        return true;
    }
    return false;
  }
  constexpr bool hold(const buffer& b) const {
    if (b.alignment < 1 || (b.alignment & (b.alignment - 1)) != 0) return false;
    for (index_t fold : b.folds) {
      if (fold < 0 || (fold & (fold - 1)) != 0) return false;
    }
    return b.where != memory::argument || within(b.argument, 1, p.arguments);
  }
  /// `at` is the node's own position: operands come earlier.
  constexpr bool hold(const expression& e, int at) const {
    if (e.op == operation::constant) return true;
    if (e.op == operation::load) return access(e.buffer, e.first) && forms(e.guard, e.guards);
    if (e.op == operation::index) return forms(e.first, 1);
    if (e.op == operation::holds) return forms(e.guard, e.guards);
    const bool binary = e.op >= operation::add;
    const bool ternary = e.op >= operation::select;
    return within(e.a, 1, at) && (!binary || within(e.b, 1, at)) &&
           (!ternary || within(e.c, 1, at));
  }
  constexpr bool link(std::int32_t s) const { return s == -1 || within(s, 1, p.statements.size()); }
  constexpr bool hold(const statement& s) const {
    if (!link(s.next)) return false;
    switch (s.kind) {
      case statement_kind::block:
        return link(s.body);
      case statement_kind::loop:
        return link(s.body) && forms(s.extent, 1) && within(s.var, 1, p.variables.size());
      case statement_kind::let:
        return link(s.body) && within(s.var, 1, p.variables.size());
      case statement_kind::pick:
        return link(s.body) && within(s.var, 1, p.variables.size()) && within(s.value, 1, p.expressions.size());
      case statement_kind::guard:
        return link(s.body) && forms(s.guard, s.guards);
      case statement_kind::allocate:
        return link(s.body) && within(s.buffer, 1, p.buffers.size());
      case statement_kind::store:
        return access(s.buffer, s.first) && forms(s.guard, s.guards) && link(s.group) &&
               within(s.value, 1, p.expressions.size());
      case statement_kind::barrier:
      case statement_kind::push:
      case statement_kind::pop:
        return s.body == -1;
      case statement_kind::prefetch:
        return s.body == -1 && access(s.buffer, s.first) && forms(s.guard, s.guards);
      case statement_kind::call:
        return access(s.buffer, s.first) && s.times >= 0 &&
               s.times <= p.buffers[s.buffer].rank && forms(s.extent, s.times) && link(s.group) &&
               within(s.value, 1, p.functions.size());
    }
    return false;
  }
  constexpr bool hold() const {
    for (const variable& v : p.variables) {
      if (!hold(v)) return false;
    }
    for (const buffer& b : p.buffers) {
      if (!hold(b)) return false;
    }
    for (int i = 0; i < p.expressions.size(); ++i) {
      if (!hold(p.expressions[i], i)) return false;
    }
    for (const statement& s : p.statements) {
      if (!hold(s)) return false;
    }
    for (const requirement& r : p.requirements) {
      if (!forms(r.form, 1)) return false;
    }
    return link(p.root);
  }
  /// Whether each statement is reached at most once from the root, so that every walk ends.
  constexpr bool tree() const {
    list<std::int32_t, limit::statements> open;
    bool seen[limit::statements] = {};
    if (p.root >= 0) open.push(p.root);
    while (!open.empty()) {
      const std::int32_t at = open.back();
      open.pop();
      if (seen[at]) return false;
      seen[at] = true;
      const statement& s = p.statements[at];
      const bool grouped = s.kind == statement_kind::store || s.kind == statement_kind::call;
      for (std::int32_t to : {s.next, grouped ? s.group : s.body}) {
        if (to < 0) continue;
        if (seen[to] || (grouped && to == s.group && p.statements[to].kind != s.kind)) {
          return false;
        }
        open.push(to);
      }
    }
    return !open.overflowed;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
