// Which expressions of a program exist already, so that equal ones become one.
#pragma once

#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// The last expression made of each of some hashes: finds most of what is built again.
class known_expressions {
 public:
  constexpr explicit known_expressions(program& of)
      : p_(of), first_(of.expressions.count), recent_{} {}

  /// Where an expression of this kind, on these forms, is noted.
  constexpr int& slot(const expression& e, affines on = {}) {
    return recent_[(hash(e) + hash(on)) % size];
  }
  /// Whether expression `at` is this operation on the same operands and of as many conditions, and
  /// may still be used.
  constexpr bool has(int at, const expression& e) const {
    if (at < first_ || at >= p_.expressions.count) return false;
    const expression& x = p_.expressions[at];
    return x.op == e.op && x.type == e.type && x.a == e.a && x.b == e.b && x.c == e.c &&
           x.bits == e.bits && x.buffer == e.buffer && x.guards == e.guards;
  }

  /// Whether the forms from `first` on are these.
  constexpr bool same(int first, affines all) const {
    for (int i = 0; i < all.count; ++i) {
      if (!(p_.forms[first + i] == all.items[i])) return false;
    }
    return true;
  }

  /// Nothing that exists now is used again.
  constexpr void forget() { first_ = p_.expressions.count; }

 private:
  static constexpr int size = 64;

  program& p_;
  int first_;  // expressions from here on may be used again
  int recent_[size];

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
};

}  // namespace tenon::inline TENON_ABI::ir
