// The second part of freezing a program: expressions, next to each other for each statement; which
// values are used twice, which vary with the lane, and which products must be rounded.
#pragma once

#include <tenon/ir/freeze_place.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Largest pools that a program may be frozen into.
inline constexpr compact::counts largest_pools{
    limit::variables,   limit::variables,   limit::buffers,   2 * limit::expressions,
    limit::expressions, limit::forms,       limit::forms,     2 * limit::forms,
    8 * limit::forms,   limit::expressions, limit::statements, limit::functions};

/// Copies the expressions of statements.
template <class Pools> struct value_freezer : place_freezer<Pools> {
  using base = place_freezer<Pools>;
  using base::out;
  using base::p;

 protected:
  using base::claim;
  using base::copy_conditions;
  using base::copy_form;
  using base::copy_place;
  using base::lane_factor;

  int stamp_[limit::expressions] = {};  // group in which an expression was last copied
  int copied_[limit::expressions] = {};
  int uses_[largest_pools.expressions] = {};
  int epoch_ = 0;

  constexpr value_freezer(const program& from, Pools& to) : base(from, to) {}

  // A product whose only users are these can't be contracted by the C++ compiler.
  static constexpr bool takes_unrounded(operation user) {
    switch (user) {
      case operation::multiply:
      case operation::divide:
      case operation::sqrt:
      case operation::floor:
      case operation::ceil:
      case operation::truncate:
      case operation::round_even:
      case operation::cast:
      case operation::fma:
      case operation::equal:
      case operation::not_equal:
      case operation::less:
      case operation::less_equal: return true;
      default: return false;
    }
  }

  static constexpr int operands(operation op) {
    if (op >= operation::select) return 3;
    if (op >= operation::add) return 2;
    return op >= operation::negate ? 1 : 0;
  }

  constexpr int copy_operand(int id, operation user) {
    const int at = copy_expression(id);
    compact::expression& e = out.expressions[at];
    if (e.op == operation::multiply && is_float(e.type) && !takes_unrounded(user)) e.rounds = true;
    return at;
  }

  constexpr int copy_expression(int id) {
    if (stamp_[id] == epoch_) {
      ++uses_[copied_[id]];
      return copied_[id];
    }
    const ir::expression& e = p.expressions[id];
    compact::expression c{};
    c.op = e.op;
    c.type = e.type;
    c.bits = e.bits;
    c.slot = -1;
    const int n = operands(e.op);
    if (n > 0) {
      c.a = copy_operand(e.a, e.op);
      c.varies = out.expressions[c.a].varies;
    }
    if (n > 1) {
      c.b = copy_operand(e.b, e.op);
      c.varies = c.varies || out.expressions[c.b].varies;
    }
    if (n > 2) {
      c.c = copy_operand(e.c, e.op);
      c.varies = c.varies || out.expressions[c.c].varies;
    }
    if (e.op == operation::load) {
      c.buffer = e.buffer;
      c.at = copy_place(e.buffer, e.first);
      c.when = copy_conditions(e.guard, e.guards);
      c.varies = c.at.mode != compact::lane_mode::uniform || c.when.lanes > 0;
    } else if (e.op == operation::index) {
      c.at.form = copy_form(p.forms[e.first]);
      c.at.lane_factor = lane_factor(p.forms[e.first]);
      c.varies = c.at.lane_factor != 0;
    } else if (e.op == operation::holds) {
      c.when = copy_conditions(e.guard, e.guards);
      c.varies = c.when.lanes > 0;
    }
    if (c.type == element::boolean && c.varies) c.mask_bytes = mask_bytes(c);
    const int at = claim(out.size.expressions, Pools::capacity.expressions);
    out.expressions[at] = c;
    uses_[at] = 1;
    stamp_[id] = epoch_;
    return copied_[id] = at;
  }

  // Masks are as wide as the values that were compared, so that they select those directly.
  constexpr std::uint8_t mask_bytes(const compact::expression& c) const {
    if (c.op == operation::load) return 1;
    if (c.op == operation::holds || c.op == operation::index) return 4;
    const int first = c.op == operation::select ? c.b : c.a;
    std::uint8_t widest = 0;
    for (const int i : {first, c.op == operation::select ? c.c : c.b}) {
      if (i != first && operands(c.op) < 2) continue;
      const compact::expression& e = out.expressions[i];
      const std::uint8_t bytes = e.type != element::boolean
                                     ? static_cast<std::uint8_t>(size_of(e.type))
                                     : e.mask_bytes;
      if (bytes > widest) widest = bytes;
    }
    return widest == 0 ? 4 : widest;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
