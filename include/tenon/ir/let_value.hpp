// What a let of the loop program computes from the values of its operands.
#pragma once

#include <tenon/core/checked.hpp>
#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::ir {

/// The value of a let whose operands are `a` and `b`, and whose subject, if it has one, is `subject`.
/// Divisors below 1 count as 1; `overflow` is set where a product leaves 64 bits.
constexpr index_t let_value(let_operation operation, index_t a, index_t b, index_t subject, bool& overflow) {
  switch (operation) {
    case let_operation::affine: break;
    case let_operation::minimum: return b < a ? b : a;
    case let_operation::maximum: return a < b ? b : a;
    case let_operation::floor_div: return floor_div(a, b < 1 ? 1 : b);
    case let_operation::floor_mod: return floor_mod(a, b < 1 ? 1 : b);
    case let_operation::product: return checked_mul(a, b, overflow);
    case let_operation::first: return subject == 0 ? a : b;
  }
  return a;
}

}  // namespace tenon::inline TENON_ABI::ir
