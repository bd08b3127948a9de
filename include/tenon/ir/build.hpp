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
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Some affine forms in a row, for the length of a call: `{}`, `{i, j}` or a list.
struct affines {
  const affine* items;
  int count;

  constexpr affines() : items(nullptr), count(0) {}
  constexpr affines(std::initializer_list<affine> all) : affines() {
    items = all.begin();  // the array outlives the full expression, and so the call
    count = static_cast<int>(all.size());
  }
  constexpr affines(const affine* first, int number) : items(first), count(number) {}
  template <int Capacity>
  constexpr affines(const list<affine, Capacity>& all) : items(all.items), count(all.count) {}
};

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

  constexpr explicit builder(program& where)
      : p(where), sharable_(where.expressions.count), recent_{} {}

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
    int& slot = recent_[(hash(e) + hash(indices)) % recent_size];
    if (is_sharable(slot, e) && same(p.expressions[slot].first, indices) &&
        same(p.expressions[slot].guard, conditions)) {
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
    int& slot = recent_[(hash(e) + hash({&a, 1})) % recent_size];
    if (is_sharable(slot, e) && p.forms[p.expressions[slot].first] == a) return slot;
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
    int& slot = recent_[(hash(e) + hash(conditions)) % recent_size];
    if (is_sharable(slot, e) && same(p.expressions[slot].guard, conditions)) return slot;
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
    sharable_ = p.expressions.count;
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
  static constexpr int recent_size = 64;
  enum class truth : std::uint8_t { never, sometimes, always };

  int sharable_;             // expressions from here on may be shared
  int recent_[recent_size];  // last expression made of each hash

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

  static constexpr unsigned hash(const expression& e) {
    return static_cast<unsigned>(e.op) + 5u * static_cast<unsigned>(e.type) +
           static_cast<unsigned>(e.a) + 3u * static_cast<unsigned>(e.b) +
           11u * static_cast<unsigned>(e.c) + 17u * static_cast<unsigned>(e.buffer) +
           static_cast<unsigned>((e.bits * 0x9e37'79b9'7f4a'7c15ull) >> 58);
  }
  static constexpr unsigned hash(affines all) {
    if (all.count == 0) return 0;
    const affine& x = all.items[0];
    const affine& y = all.items[all.count - 1];
    return 7u * static_cast<unsigned>(x.constant) + 13u * static_cast<unsigned>(y.constant) +
           (x.count > 0 ? 19u * static_cast<unsigned>(x.terms[x.count - 1].var) : 0u) +
           (y.count > 0 ? 23u * static_cast<unsigned>(y.terms[y.count - 1].var) : 0u);
  }

  constexpr bool is_sharable(int at, const expression& e) const {
    if (at < sharable_ || at >= p.expressions.count) return false;
    const expression& x = p.expressions[at];
    return x.op == e.op && x.type == e.type && x.a == e.a && x.b == e.b && x.c == e.c &&
           x.bits == e.bits && x.buffer == e.buffer && x.guards == e.guards;
  }

  constexpr bool same(int first, affines all) const {
    for (int i = 0; i < all.count; ++i) {
      if (!(p.forms[first + i] == all.items[i])) return false;
    }
    return true;
  }

  constexpr int share(const expression& e) {
    int& slot = recent_[hash(e) % recent_size];
    if (is_sharable(slot, e)) return slot;
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
