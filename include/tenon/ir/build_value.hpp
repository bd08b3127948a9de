// Appends expressions and forms to a program: sets types, folds constants, shares equal expressions.
#pragma once

#include <tenon/ir/fold.hpp>
#include <tenon/ir/share.hpp>

namespace tenon::inline TENON_ABI::ir {

/// The type of a unary or binary operation's value, given that of its operands.
constexpr element result_type(operation op, element operand) {
  const bool truth =
      (op >= operation::equal && op <= operation::logical_or) || op == operation::logical_not;
  return truth ? element::boolean : operand;
}

/// Writes the expressions of one program, as `builder` does all of it.
struct value_builder {
  program& p;

  constexpr explicit value_builder(program& where) : p(where), known_(where) {}

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

 protected:
  enum class truth : std::uint8_t { never, sometimes, always };

  known_expressions known_;

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

 private:
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
