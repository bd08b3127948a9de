// What a program must satisfy before it is emitted: types that fit. The words came from another
// library, so nothing is taken on trust; LLVM itself would crash on a mismatch.
#pragma once

#include <string>

#include <tenon/core/error.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::emit {

/// Whether an operation takes operands of a type.
constexpr bool takes(ir::operation op, element e) {
  using enum ir::operation;
  switch (op) {
    case negate:
    case absolute:
    case add:
    case subtract:
    case multiply:
    case divide:
      return e != element::boolean;
    case sqrt:
    case floor:
    case ceil:
    case truncate:
    case round_even:
    case fma:
      return is_float(e);
    case remainder:
    case shift_left:
    case shift_right:
      return is_integer(e);
    case bit_not:
    case bit_and:
    case bit_or:
    case bit_xor:
      return !is_float(e);
    case logical_not:
    case logical_and:
    case logical_or:
      return e == element::boolean;
    default:
      return true;
  }
}

/// Whether the types of an expression and its operands fit; operands come earlier in the pool.
constexpr bool is_typed(const ir::program& p, const ir::expression& e) {
  using enum ir::operation;
  if (e.op == constant) return true;
  if (e.op == index) return !is_narrow_float(e.type);
  if (e.op == load) return e.type == p.buffers[e.buffer].type;
  if (e.op == holds) return e.type == element::boolean;
  const element a = p.expressions[e.a].type;
  if (e.op == cast) return has_cast(e.type, a);
  if (is_narrow_float(a) || is_narrow_float(e.type)) return false;
  if (e.op == bit_cast) return size_of(a) == size_of(e.type);
  if (e.op < add) return takes(e.op, a) && e.type == a;
  const element b = p.expressions[e.b].type;
  if (e.op < select) {
    const bool truth = e.op >= equal && e.op <= logical_or;
    return takes(e.op, a) && a == b && e.type == (truth ? element::boolean : a);
  }
  const element c = p.expressions[e.c].type;
  if (e.op == select) return a == element::boolean && b == c && e.type == b;
  return takes(e.op, a) && a == b && b == c && e.type == a && p.machine.has_fma;
}

/// Fails with a sentence unless every expression and store is well typed.
inline void require_types(const ir::program& p) {
  for (int i = 0; i < p.expressions.size(); ++i) {
    if (!is_typed(p, p.expressions[i])) {
      fail(blame::user, "expression " + std::to_string(i) +
                            " of the loop program has operands whose types its operation does not "
                            "take (an fma requires a target with fma)");
    }
  }
  for (const ir::statement& s : p.statements) {
    if (s.kind == ir::statement_kind::pick && p.expressions[s.value].type != element::i64)
      fail(blame::user, "a pick of the loop program defines its variable as no int64");
    if (s.kind == ir::statement_kind::store &&
        p.expressions[s.value].type != p.buffers[s.buffer].type) {
      fail(blame::user,
           "a store of the loop program writes a value of another type than its "
           "buffer's");
    }
  }
}

}  // namespace tenon::inline TENON_ABI::emit
