// pow as loop-program arithmetic, for lower/math.hpp: 2^(y·log2|x|) with the logarithm and the
// product as pairs of numbers, because an exponent of 100 leaves a single one 7 bits too few.
#pragma once

#include <tenon/lower/math/exp.hpp>
#include <tenon/lower/math/log.hpp>

namespace tenon::inline TENON_ABI::lower::math {

/// log2(1 + f) = s·(c₁ + z·(c₃ + z·c₅ + …)) with s = f / (2 + f), z = s².
template <class Real>
struct pow_terms;

template <>
struct pow_terms<float> {
  static constexpr float c1[] = {0x1.715476p1f, 0x1.4ae0cp-25f};
  static constexpr float c3[] = {0x1.ec709ep-1f, -0x1.e2fe02p-28f};
  // c₅ + z·c₇ + … on [0, 0.02946], degree 2, error 2^-22 (in the sum: 2^-33)
  static constexpr float series[] = {0x1.2776ccp-1f, 0x1.a5f4dcp-2f, 0x1.547ab6p-2f};
  static constexpr float largest_y = 0x1p100f;  // for any x but 1 the power overflows long before
};

template <>
struct pow_terms<double> {
  static constexpr double c1[] = {0x1.71547652b82fep1, 0x1.777d0ffda0d24p-55};
  static constexpr double c3[] = {0x1.ec709dc3a03fdp-1, 0x1.d27f05548af0cp-55};
  // the same, degree 7, error 2^-54 (in the sum: 2^-66)
  static constexpr double series[] = {
      0x1.2776c50ef9bfep-1, 0x1.a61762a7ae41dp-2, 0x1.484b13d735f5p-2,  0x1.0c9a84fff7f7dp-2,
      0x1.c68f050ccca93p-3, 0x1.8a061cc69ede8p-3, 0x1.593b66f66c355p-3, 0x1.6038bbb677ba8p-3};
  static constexpr double largest_y = 0x1p1000;
};

/// s = f / (2 + f) as a pair.
template <class O, class V>
constexpr pair<V> exact_ratio(const O& o, V f) {
  const auto d = exact_sum(o, o.number(2), f);
  const V s = o.divide(f, d.high);
  const auto p = exact_product(o, s, d.high);
  const V rest = o.subtract(o.subtract(f, p.high), p.low);
  const V missing = o.subtract(rest, o.multiply(s, d.low));
  return {s, o.divide(missing, d.high)};
}

/// x·y for pairs.
template <class O, class V>
constexpr pair<V> product(const O& o, pair<V> x, pair<V> y) {
  const auto p = exact_product(o, x.high, y.high);
  return {p.high, multiply_add(o, x.high, y.low, multiply_add(o, x.low, y.high, p.low))};
}

/// constant + high + low for |constant| ≥ |high|.
template <class O, class V>
constexpr pair<V> sum(const O& o, const real_of<O> (&constant)[2], V high, V low) {
  const pair<V> s = exact_sum(o, o.number(constant[0]), high);
  return {s.high, o.add(s.low, low)};
}

/// log2 of a positive number as a pair whose parts need not be far apart.
template <class O, class V>
constexpr pair<V> log2_pair(const O& o, V x) {
  using terms = pow_terms<real_of<O>>;
  const auto [e, f] = reduce_log(o, x);
  const pair<V> s = exact_ratio(o, f);
  const pair<V> z = product(o, s, s);
  const V rest = o.multiply(z.high, polynomial(o, z.high, terms::series));
  const pair<V> inner = product(o, z, sum(o, terms::c3, rest, o.number(terms::c3[1])));
  const V low = o.add(inner.low, o.number(terms::c1[1]));
  const pair<V> l = product(o, s, sum(o, terms::c1, inner.high, low));
  const auto h = exact_sum(o, e, l.high);
  return {h.high, o.add(h.low, l.low)};
}

/// |x|^y for finite x other than 0.
template <class O, class V>
constexpr V pow_of_size(const O& o, V size, V y) {
  using terms = exp_terms<real_of<O>>;
  constexpr auto largest = pow_terms<real_of<O>>::largest_y;
  const pair<V> l = log2_pair(o, size);
  const V c = clamp(o, y, -largest, largest);
  const auto p = exact_product(o, c, l.high);
  const V low = multiply_add(o, c, l.low, p.low);
  const V w = clamp(o, o.add(p.high, low), terms::smallest_power, terms::largest_power);
  const V magic = o.number(power_magic<O>);
  const V t = o.add(w, magic);
  const V r = o.add(o.subtract(p.high, o.subtract(t, magic)), low);
  return power_of_two(o, t, clamp(o, r, -1, 1));  // far from n only where w was clamped
}

/// Every special case as in C.
template <class O, class V>
constexpr V pow(const O& o, V x, V y) {
  const V zero = o.number(0);
  const V one = o.number(1);
  const V size = o.absolute(x);
  const V half = o.multiply(y, o.number(0.5));
  const auto whole = o.equal(o.floor(y), y);
  const auto odd = o.both(whole, o.not_equal(o.floor(half), half));
  const auto real = o.either(o.less_equal(zero, x), whole);
  const V of_size = pow_of_size(o, size, y);
  V power = o.select(real, of_size, o.number(not_a_number<O>));
  const auto above = o.less(zero, size);
  const auto positive = o.both(above, o.less(size, o.number(infinity<O>)));
  const auto usual = o.either(positive, o.not_equal(y, y));
  const auto falls = o.less(y, zero);
  power = o.select(usual, power, o.select(falls, o.divide(one, size), size));
  const auto sign_of_x = sign_of(o, x);
  const auto sign = o.select(odd, sign_of_x, o.integer(0));
  power = o.value(o.bit_or(o.bits(power), sign));
  const auto is_one = o.equal(x, one);
  return o.select(o.either(is_one, o.equal(y, zero)), one, power);
}

}  // namespace tenon::inline TENON_ABI::lower::math
