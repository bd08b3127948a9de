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

#include <tenon/ir/fold.hpp>
#include <tenon/ir/share.hpp>

namespace tenon::inline TENON_ABI::ir {

/// The type of a unary or binary operation's value, given that of its operands.
constexpr element result_type(operation op, element operand) {
  const bool truth =
      (op >= operation::equal && op <= operation::logical_or) || op == operation::logical_not;
  return truth ? element::boolean : operand;
}

/// Writes one program. Every function returns the position of what it made; where a pool is full
/// that is the last position and the program is `overflowed()`.
struct builder {
  program& p;

  constexpr explicit builder(program& where) : p(where), known_(where) {}

  // ---- forms -----------------------------------------------------------------------------------

  constexpr int form(const affine& a) { return p.forms.push(a); }

  /// Appends forms side by side; the position of the first.
  constexpr int forms(affines all) {
    const int first = p.forms.count;
    for (int i = 0; i < all.count; ++i) p.forms.push(all.items[i]);
    return p.forms.overflowed ? 0 : first;
  }

  // ---- expressions -----------------------------------------------------------------------------

  constexpr int constant(element type, std::uint64_t bits) {
    expression e{};
    e.op = operation::constant;
    e.type = type;
    e.bits = bits;
    return share(e);
  }
  template <element_type T>
  constexpr int constant(T value) {
    return constant(element_of<T>, bits_of(value));
  }

  /// buffer[indices], or 0 when a condition fails.
  constexpr int load(int buffer, affines indices, affines conditions = {}) {
    const element type = p.buffers[buffer].type;
    const truth known = judge(conditions);
    if (known == truth::never) return constant(type, 0);
    if (known == truth::always) conditions.count = 0;
    expression e{};
    e.op = operation::load;
    e.type = type;
    e.buffer = buffer;
    e.guards = conditions.count;
    int& slot = known_.slot(e, indices);
    if (known_.has(slot, e) && known_.same(p.expressions[slot].first, indices) &&
        known_.same(p.expressions[slot].guard, conditions)) {
      return slot;
    }
    e.first = forms(indices);
    e.guard = forms(conditions);
    return slot = p.expressions.push(e);
  }

  /// The value of an affine form, converted to `type` as an int64 would be.
  constexpr int index(element type, const affine& a) {
    if (a.is_constant()) {
      const folded f = fold_cast(type, element::i64, bits_of(a.constant));
      return constant(type, f.bits);
    }
    expression e{};
    e.op = operation::index;
    e.type = type;
    int& slot = known_.slot(e, {&a, 1});
    if (known_.has(slot, e) && p.forms[p.expressions[slot].first] == a) return slot;
    e.first = form(a);
    return slot = p.expressions.push(e);
  }

  /// True when every condition is ≥ 0.
  constexpr int holds(affines conditions) {
    const truth known = judge(conditions);
    if (known != truth::sometimes) return constant(known == truth::always);
    expression e{};
    e.op = operation::holds;
    e.type = element::boolean;
    e.guards = conditions.count;
    int& slot = known_.slot(e, conditions);
    if (known_.has(slot, e) && known_.same(p.expressions[slot].guard, conditions)) return slot;
    e.guard = forms(conditions);
    return slot = p.expressions.push(e);
  }

  constexpr int unary(operation op, int a) {
    const expression& x = p.expressions[a];
    if (x.op == operation::constant) {
      const folded f = fold(op, x.type, x.bits);
      if (f.known) return constant(result_type(op, x.type), f.bits);
    }
    return node(op, result_type(op, x.type), a, 0, 0);
  }

  /// `a` as another type.
  constexpr int cast(element type, int a) {
    const expression& x = p.expressions[a];
    if (x.type == type) return a;
    if (x.op == operation::constant) {
      const folded f = fold_cast(type, x.type, x.bits);
      if (f.known) return constant(type, f.bits);
    }
    const bool narrows_again = is_narrow_float(type) && x.op == operation::cast;
    if (narrows_again && p.expressions[x.a].type == type) return x.a;
    return node(operation::cast, type, a, 0, 0);
  }

  /// The bytes of `a` as another type of the same size.
  constexpr int bit_cast(element type, int a) {
    const expression& x = p.expressions[a];
    if (x.type == type) return a;
    if (x.op == operation::constant) return constant(type, x.bits);
    return node(operation::bit_cast, type, a, 0, 0);
  }

  constexpr int binary(operation op, int a, int b) {
    const expression& x = p.expressions[a];
    const expression& y = p.expressions[b];
    if (x.op == operation::constant && y.op == operation::constant) {
      const folded f = fold(op, x.type, x.bits, y.bits);
      if (f.known) return constant(result_type(op, x.type), f.bits);
    }
    if (op == operation::logical_and || op == operation::logical_or) {
      const bool absorbing = op == operation::logical_or;
      if (x.op == operation::constant) return (x.bits != 0) == absorbing ? a : b;
      if (y.op == operation::constant) return (y.bits != 0) == absorbing ? b : a;
    }
    return node(op, result_type(op, x.type), a, b, 0);
  }

  /// a ? b : c.
  constexpr int select(int a, int b, int c) {
    if (b == c) return b;
    const expression& x = p.expressions[a];
    if (x.op == operation::constant) return x.bits != 0 ? b : c;
    return node(operation::select, p.expressions[b].type, a, b, c);
  }

  /// a · b + c, rounded once.
  constexpr int fma(int a, int b, int c) {
    return node(operation::fma, p.expressions[a].type, a, b, c);
  }

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
  enum class truth : std::uint8_t { never, sometimes, always };

  known_expressions known_;

  static constexpr statement blank(statement_kind kind) {
    statement s{};
    s.kind = kind;
    s.var = s.extent = s.body = s.next = s.buffer = s.first = s.guard = s.value = s.group = -1;
    return s;
  }

  static constexpr truth judge(affines conditions) {
    truth result = truth::always;
    for (int i = 0; i < conditions.count; ++i) {
      const affine& c = conditions.items[i];
      if (!c.is_constant())
        result = truth::sometimes;
      else if (c.constant < 0)
        return truth::never;
    }
    return result;
  }

  constexpr int share(const expression& e) {
    int& slot = known_.slot(e);
    if (known_.has(slot, e)) return slot;
    return slot = p.expressions.push(e);
  }

  constexpr int node(operation op, element type, int a, int b, int c) {
    expression e{};
    e.op = op;
    e.type = type;
    e.a = a;
    e.b = b;
    e.c = c;
    return share(e);
  }
};

}  // namespace tenon::inline TENON_ABI::ir
