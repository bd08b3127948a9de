// The arithmetic in which the math functions are written: typed words over a builder of loop
// programs. For the function files beside this one; a test runs the same functions on numbers
// through a type with the same members.
#pragma once

#include <limits>

#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::lower::math {

// C++ leaves the order open in which the arguments of a call are made, and the loop program must
// not depend on it: where two arguments make values, the first has a name.

/// Writes arithmetic on values of the float type `E` through `Builder`; a value is a position.
template <element E, class Builder>
struct writer {
  using real = type_of<E>;
  static constexpr bool is_double = E == element::f64;
  static constexpr element signed_type = is_double ? element::i64 : element::i32;
  static constexpr element unsigned_type = is_double ? element::u64 : element::u32;
  using word = type_of<unsigned_type>;

  Builder& b;
  bool fused;  ///< the target has fma nodes

  constexpr int number(real value) const { return b.template constant<real>(value); }
  constexpr int integer(word value) const { return b.template constant<word>(value); }

  constexpr int add(int x, int y) const { return b.binary(ir::operation::add, x, y); }
  constexpr int subtract(int x, int y) const { return b.binary(ir::operation::subtract, x, y); }
  constexpr int multiply(int x, int y) const { return b.binary(ir::operation::multiply, x, y); }
  constexpr int divide(int x, int y) const { return b.binary(ir::operation::divide, x, y); }
  constexpr int negate(int x) const { return b.unary(ir::operation::negate, x); }
  constexpr int absolute(int x) const { return b.unary(ir::operation::absolute, x); }
  constexpr int floor(int x) const { return b.unary(ir::operation::floor, x); }
  constexpr int minimum(int x, int y) const { return b.binary(ir::operation::minimum, x, y); }
  constexpr int maximum(int x, int y) const { return b.binary(ir::operation::maximum, x, y); }
  /// x·y + z rounded once; only where `fused`.
  constexpr int fma(int x, int y, int z) const { return b.fma(x, y, z); }

  constexpr int less(int x, int y) const { return b.binary(ir::operation::less, x, y); }
  constexpr int less_equal(int x, int y) const { return b.binary(ir::operation::less_equal, x, y); }
  constexpr int equal(int x, int y) const { return b.binary(ir::operation::equal, x, y); }
  constexpr int not_equal(int x, int y) const { return b.binary(ir::operation::not_equal, x, y); }
  constexpr int either(int x, int y) const { return b.binary(ir::operation::logical_or, x, y); }
  constexpr int both(int x, int y) const { return b.binary(ir::operation::logical_and, x, y); }
  constexpr int select(int c, int x, int y) const { return b.select(c, x, y); }

  /// The bits of a number as an unsigned integer of its size, and back.
  constexpr int bits(int x) const { return b.bit_cast(unsigned_type, x); }
  constexpr int value(int x) const { return b.bit_cast(E, x); }
  constexpr int shift_left(int x, int n) const {
    return b.binary(ir::operation::shift_left, x, integer(static_cast<word>(n)));
  }
  constexpr int shift_right(int x, int n) const {
    return b.binary(ir::operation::shift_right, x, integer(static_cast<word>(n)));
  }
  /// ⌊x / 2ⁿ⌋ of an integer read as signed, as a number.
  constexpr int signed_quotient(int x, int n) const {
    const int count = b.template constant<type_of<signed_type>>(n);
    return b.cast(E, b.binary(ir::operation::shift_right, b.bit_cast(signed_type, x), count));
  }
  constexpr int bit_and(int x, int y) const { return b.binary(ir::operation::bit_and, x, y); }
  constexpr int bit_or(int x, int y) const { return b.binary(ir::operation::bit_or, x, y); }
  constexpr int bit_xor(int x, int y) const { return b.binary(ir::operation::bit_xor, x, y); }
};

/// The layout of a float type.
template <class Real>
struct format;
template <>
struct format<float> {
  using word = std::uint32_t;
  static constexpr int width = 32;
  static constexpr int fraction = 23;  ///< stored bits of the significand
  static constexpr int bias = 127;
  static constexpr float integers = 0x1p23f;  ///< from here on the spacing is 1
};
template <>
struct format<double> {
  using word = std::uint64_t;
  static constexpr int width = 64;
  static constexpr int fraction = 52;
  static constexpr int bias = 1023;
  static constexpr double integers = 0x1p52;
};

template <class O>
using real_of = typename O::real;
template <class O>
using format_of = format<typename O::real>;
template <class O>
inline constexpr auto infinity = std::numeric_limits<real_of<O>>::infinity();
template <class O>
inline constexpr auto not_a_number = std::numeric_limits<real_of<O>>::quiet_NaN();

/// x·y + z: one rounding where the target has fma, else two.
template <class O, class V>
constexpr V multiply_add(const O& o, V x, V y, V z) {
  if (o.fused) return o.fma(x, y, z);
  return o.add(o.multiply(x, y), z);
}

/// Σ terms[i]·xⁱ by Horner's rule.
template <class O, class V, int N>
constexpr V polynomial(const O& o, V x, const real_of<O> (&terms)[N]) {
  V sum = o.number(terms[N - 1]);
  for (int i = N - 2; i >= 0; --i) sum = multiply_add(o, sum, x, V(o.number(terms[i])));
  return sum;
}

/// x within [low, high]; NaN stays NaN.
template <class O, class V>
constexpr V clamp(const O& o, V x, real_of<O> low, real_of<O> high) {
  const V raised = o.maximum(x, o.number(low));
  return o.minimum(raised, o.number(high));
}

/// The sign bit of x alone, as an integer.
template <class O, class V>
constexpr auto sign_of(const O& o, V x) {
  using word = typename format_of<O>::word;
  const auto all = o.bits(x);
  return o.bit_and(all, o.integer(word{1} << (format_of<O>::width - 1)));
}

/// y, whose sign bit is not set, with the sign of x.
template <class O, class V>
constexpr V with_sign(const O& o, V y, V x) {
  const auto size = o.bits(y);
  return o.value(o.bit_or(size, sign_of(o, x)));
}

/// A value and what its rounding left out.
template <class V>
struct pair {
  V high, low;
};

/// x without the lower half of its significand.
template <class O, class V>
constexpr V upper_half(const O& o, V x) {
  using word = typename format_of<O>::word;
  constexpr word mask = ~word{0} << ((format_of<O>::fraction + 2) / 2);
  const auto all = o.bits(x);
  return o.value(o.bit_and(all, o.integer(mask)));
}

/// x·y and its rounding error. Without fma by halves (Dekker): the halves' products are exact.
template <class O, class V>
constexpr pair<V> exact_product(const O& o, V x, V y) {
  const V p = o.multiply(x, y);
  if (o.fused) return {p, o.fma(x, y, o.negate(p))};
  const V xh = upper_half(o, x);
  const V xl = o.subtract(x, xh);
  const V yh = upper_half(o, y);
  const V yl = o.subtract(y, yh);
  V e = o.subtract(o.multiply(xh, yh), p);
  e = o.add(e, o.multiply(xh, yl));
  e = o.add(e, o.multiply(xl, yh));
  return {p, o.add(e, o.multiply(xl, yl))};
}

/// x + y and its rounding error, for |x| ≥ |y| or x = 0.
template <class O, class V>
constexpr pair<V> exact_sum(const O& o, V x, V y) {
  const V s = o.add(x, y);
  return {s, o.add(o.subtract(x, s), y)};
}

}  // namespace tenon::inline TENON_ABI::lower::math
