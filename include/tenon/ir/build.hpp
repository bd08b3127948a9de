// Appends expressions, forms and statements to a program, for lowering and for tests: sets types,
// folds constants, shares equal expressions. `varies` stays false; a pass sets it. C++ evaluates
// the arguments of a call in any order: make the operands one by one where every compiler must
// build the identical program.
//
//   builder b(p);
//   const int x = b.load(A, {i});
//   const int y = b.load(B, {i});
//   const int set = b.store(C, {i}, b.binary(operation::add, x, y));
//   p.root = b.loop(v, n, loop_kind::serial, set);
#pragma once

#include <initializer_list>

#include <tenon/ir/build_value.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Writes one program. Every function returns the position of what it made; where a pool is full
/// that is the last position and the program is `overflowed()`.
struct builder : value_builder {
  constexpr explicit builder(program& where) : value_builder(where) {}

  // ---- statements ------------------------------------------------------------------------------

  /// Runs statements one after another; links them by `next`.
  constexpr int block(const int* items, int number) {
    for (int i = 0; i + 1 < number; ++i) p.statements[items[i]].next = items[i + 1];
    statement s = blank(statement_kind::block);
    s.body = number > 0 ? items[0] : -1;
    return p.statements.push(s);
  }
  constexpr int block(std::initializer_list<int> items) {
    return block(items.begin(), static_cast<int>(items.size()));
  }
  template <int Capacity>
  constexpr int block(const list<int, Capacity>& items) {
    return block(items.items, items.count);
  }

  constexpr int loop(var_id var, const affine& extent, loop_kind kind, int body, int times = 0) {
    statement s = blank(statement_kind::loop);
    s.loop = kind;
    s.var = var;
    s.extent = form(extent);
    s.times = times;
    s.body = body;
    return p.statements.push(s);
  }

  constexpr int let(var_id var, int body) {
    statement s = blank(statement_kind::let);
    s.var = var;
    s.body = body;
    return p.statements.push(s);
  }

  /// Defines `var` as the value of an expression, for `body`.
  constexpr int pick(var_id var, int value, int body) {
    statement s = blank(statement_kind::pick);
    s.var = var;
    s.value = value;
    s.body = body;
    return p.statements.push(s);
  }

  /// `body` if every condition is ≥ 0; `body` itself where that is certain.
  constexpr int guard(affines conditions, int body) {
    if (judge(conditions) == truth::always) return body;
    statement s = blank(statement_kind::guard);
    s.guard = forms(conditions);
    s.guards = conditions.count;
    s.body = body;
    return p.statements.push(s);
  }

  constexpr int allocate(int buffer, int body) {
    statement s = blank(statement_kind::allocate);
    s.buffer = buffer;
    s.body = body;
    return p.statements.push(s);
  }

  constexpr int barrier() { return p.statements.push(blank(statement_kind::barrier)); }

  /// A token from one unit to another: put into their queue (`push`), or waited for (`pop`).
  constexpr int token(statement_kind kind, unit from, unit to) {
    statement s = blank(kind);
    s.from = from;
    s.to = to;
    return p.statements.push(s);
  }

  /// buffer[indices] = value if every condition is ≥ 0. Expressions made later don't share nodes
  /// with those made before: a load after this store may see another value.
  constexpr int store(int buffer, affines indices, int value, affines conditions = {}) {
    if (judge(conditions) == truth::always) conditions.count = 0;
    statement s = blank(statement_kind::store);
    s.buffer = buffer;
    s.first = forms(indices);
    s.guard = forms(conditions);
    s.guards = conditions.count;
    s.value = value;
    known_.forget();
    return p.statements.push(s);
  }

  /// A hint that buffer[indices] will be read, where the conditions hold; -1 where they never do.
  constexpr int prefetch(int buffer, affines indices, affines conditions = {}) {
    const truth known = judge(conditions);
    if (known == truth::never) return -1;
    if (known == truth::always) conditions.count = 0;
    statement s = blank(statement_kind::prefetch);
    s.buffer = buffer;
    s.first = forms(indices);
    s.guards = conditions.count;
    s.guard = forms(conditions);
    return p.statements.push(s);
  }

  /// A view for a call of function number `function`, of a buffer from the element at `indices` on along
  /// its last dimensions; `next` is the view after it, or -1. The first view is the call.
  constexpr int call(int function, int buffer, affines indices, affines extents, int next) {
    statement s = blank(statement_kind::call);
    s.value = function;
    s.buffer = buffer;
    s.first = forms(indices);
    s.extent = forms(extents);
    s.times = extents.count;
    s.group = next;
    known_.forget();
    return p.statements.push(s);
  }

  /// Links stores into one group, all of whose values are computed first; the first of them.
  constexpr int group(std::initializer_list<int> stores) {
    const int* items = stores.begin();
    for (int i = 0; i + 1 < static_cast<int>(stores.size()); ++i) {
      p.statements[items[i]].group = items[i + 1];
    }
    return items[0];
  }

 private:
  static constexpr statement blank(statement_kind kind) {
    statement s{};
    s.kind = kind;
    s.var = s.extent = s.body = s.next = s.buffer = s.first = s.guard = s.value = s.group = -1;
    return s;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
