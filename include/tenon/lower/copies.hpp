// Copies of statements, one for each iteration of a loop whose iterations go side by side: so that what
// stands between two of them can differ.
//
//   interleaved v < 2:           for x < 8: inp[0, x] = A[x]
//     for x < 8:            →    for x < 8: inp[1, x] = A[x + 8]
//       inp[v, x] = A[x + 8*v]
#pragma once

#include <tenon/lower/context.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Copies statements with what c.replaced says in the place of variables.
struct copy_pass {
  context& c;
  std::int32_t copied[ir::limit::expressions] = {};  ///< position of the copy, in the store of number `of`
  std::int32_t of[ir::limit::expressions] = {};
  std::int32_t stores = 0;

  constexpr explicit copy_pass(context& where) : c(where) {}

  /// The loops from `s` on that are to be spelled out, spelled out.
  constexpr void expand(int s) {
    for (; s >= 0 && !c.p.overflowed(); s = c.p.statements[s].next) {
      const ir::statement x = c.p.statements[s];
      if (x.kind == ir::statement_kind::loop && x.loop == ir::loop_kind::interleaved) {
        const int all = copies_of(x);
        const int next = x.next;
        c.p.statements[s] = c.p.statements[all];
        c.p.statements[s].next = next;
      }
      if (x.kind != ir::statement_kind::store) expand(c.p.statements[s].body);
    }
  }

  /// The body of a loop once for each iteration.
  constexpr int copies_of(const ir::statement& loop) {
    list<std::int32_t, schedule_room::max_unroll> all;
    const index_t count = c.p.forms[loop.extent].constant;
    for (index_t i = 0; i < count && !all.overflowed && !c.p.overflowed(); ++i) {
      c.replaced.push(replacement{loop.var, make_affine(i)});
      all.push(copy(loop.body));
      c.replaced.pop();
    }
    if (all.overflowed) c.problem.record(rule::program_too_large, 4, all.capacity(), 0);
    return c.build.block(all);
  }

  constexpr int copy(int s) {
    if (c.p.overflowed()) return s;
    const int before = c.replaced.size();
    ir::statement x = c.p.statements[s];
    x.next = -1;
    switch (x.kind) {
      case ir::statement_kind::store: return copy_stores(s);
      case ir::statement_kind::block: x.body = copy_list(x.body); break;
      case ir::statement_kind::loop:
      case ir::statement_kind::let:
        if (x.kind == ir::statement_kind::loop) x.extent = forms(x.extent, 1);
        x.var = rename(x.var);
        x.body = copy(x.body);
        break;
      case ir::statement_kind::prefetch:
        x.first = forms(x.first, c.p.buffers[x.buffer].rank);
        x.guard = forms(x.guard, x.guards);
        break;
      case ir::statement_kind::guard:
        if (copy_conditions(x.guard, x.guards)) return c.build.block({});
        if (x.guards == 0) return copy(x.body);
        [[fallthrough]];
      default:
        if (x.body >= 0) x.body = copy(x.body);
        break;
    }
    while (c.replaced.size() > before) c.replaced.pop();
    return c.p.statements.push(x);
  }

  constexpr int copy_list(int s) {
    int first = -1, last = -1;
    for (; s >= 0 && !c.p.overflowed(); s = c.p.statements[s].next) {
      const int made = copy(s);
      (last < 0 ? first : c.p.statements[last].next) = made;
      last = made;
    }
    return first;
  }

  /// The group of stores from `s` on.
  constexpr int copy_stores(int s) {
    int first = -1, last = -1;
    ++stores;
    for (; s >= 0 && !c.p.overflowed(); s = c.p.statements[s].group) {
      ir::statement x = c.p.statements[s];
      x.next = x.group = -1;
      x.first = forms(x.first, c.p.buffers[x.buffer].rank);
      copy_conditions(x.guard, x.guards);
      x.value = value(x.value);
      const int made = c.p.statements.push(x);
      (last < 0 ? first : c.p.statements[last].group) = made;
      last = made;
    }
    return first;
  }

  constexpr int forms(int first, int count) const {
    bool same = true;
    for (int i = 0; i < count; ++i) same = same && c.resolve(c.p.forms[first + i]) == c.p.forms[first + i];
    if (same) return first;
    const int made = c.p.forms.count;
    for (int i = 0; i < count; ++i) c.p.forms.push(c.resolve(c.p.forms[first + i]));
    return made;
  }

  /// Conditions without those that hold now for certain; whether one certainly doesn't.
  constexpr bool copy_conditions(std::int32_t& first, std::int32_t& count) const {
    list<affine, 24> all;
    bool never = false;
    for (int i = 0; i < count; ++i) {
      const affine form = c.resolve(c.p.forms[first + i]);
      if (form.is_constant() && form.constant >= 0) continue;
      never = never || form.is_constant();
      all.push(form);
    }
    if (all.overflowed) c.problem.record(rule::program_too_large, 3, all.capacity(), 0);
    first = c.build.forms(all);
    count = all.size();
    return never;
  }

  /// The variable of a copy: another one where what is known of it, or what it is, differs.
  constexpr var_id rename(var_id v) {
    ir::variable x = c.p.variables[v];
    x.a = c.resolve(x.a);
    x.b = c.resolve(x.b);
    x.lower = c.resolve(x.lower);
    x.upper = c.resolve(x.upper);
    if (x.subject >= 0) {
      const affine subject = c.resolve(make_variable(x.subject));
      if (subject.is_constant()) {
        x.operation = ir::let_operation::affine;
        if (subject.constant != 0) x.a = x.b;
      }
      x.subject = subject.is_constant() ? -1 : subject.terms[0].var;
    }
    const ir::variable& old = c.p.variables[v];
    if (x.a == old.a && x.b == old.b && x.lower == old.lower && x.upper == old.upper && x.subject == old.subject) return v;
    const var_id made = c.add_variable(x, c.homes[v]);
    c.replaced.push(replacement{v, make_variable(made)});
    return made;
  }

  /// An expression of the present group of stores; itself where nothing in it is replaced.
  constexpr int value(int e) {
    if (of[e] == stores) return copied[e];
    of[e] = stores;
    ir::expression x = c.p.expressions[e];
    if (x.op == ir::operation::load) x.first = forms(x.first, c.p.buffers[x.buffer].rank);
    if (x.op == ir::operation::index) x.first = forms(x.first, 1);
    if (x.op == ir::operation::load || x.op == ir::operation::holds) x.guard = forms(x.guard, x.guards);
    if (x.op >= ir::operation::negate) x.a = value(x.a);
    if (x.op >= ir::operation::add) x.b = value(x.b);
    if (x.op >= ir::operation::select) x.c = value(x.c);
    const ir::expression& old = c.p.expressions[e];
    const bool same = x.first == old.first && x.guard == old.guard && x.a == old.a && x.b == old.b && x.c == old.c;
    return copied[e] = same ? e : c.p.expressions.push(x);
  }
};

}  // namespace tenon::inline TENON_ABI::lower
