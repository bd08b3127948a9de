// sin, cos and tan as loop-program arithmetic, for lower/math.hpp.
//
// x = n·π + r (tan: n·π/2 + r) by Cody and Waite: π in parts so short that all but the last
// products are exact, as far as |x| ≤ 10⁵ (float), 10⁹ (double); tan half as far. Farther out r,
// and with it the precision, gets lost, but r is clamped: results stay within [-1, 1].
#pragma once

#include <tenon/lower/math/arithmetic.hpp>

namespace tenon::inline TENON_ABI::lower::math {

template <class Real> struct trig_terms;

template <> struct trig_terms<float> {
  // (sin(r)/r - 1)/r² over r² in [0, 2.56], degree 3, error 2^-26.5
  static constexpr float sine[] = {-0x1.555554p-3f, 0x1.11102cp-7f, -0x1.9fad1ap-13f,
                                   0x1.60eeb4p-19f};
  // tan(r)/r over r² in [0, 0.625]: degrees 1 and 2, relative error 2^-25
  static constexpr float tangent[] = {1, -0x1.886e72p-4f};
  static constexpr float tangent_divisor[] = {1, -0x1.b7712p-2f, 0x1.3e7aa8p-7f};
  static constexpr float inverse_pi = 0x1.45f306p-2f;
  static constexpr float parts[] = {0x1.921fb4p+1f, 0x1.4442dp-23f, 0x1.84698ap-47f};
  static constexpr float short_parts[] = {0x1.92p+1f, 0x1.f8p-11f, 0x1.aap-18f,
                                          0x1.10p-29f, 0x1.68p-38f, 0x1.84698ap-47f};
};

template <> struct trig_terms<double> {
  // the same, degree 7, error 2^-56.5
  static constexpr double sine[] = {-0x1.5555555555555p-3,  0x1.11111111110bap-7,
                                    -0x1.a01a01a013746p-13, 0x1.71de3a51d91f9p-19,
                                    -0x1.ae6454694c07fp-26, 0x1.6123af426972cp-33,
                                    -0x1.ae3b40c6951b7p-41, 0x1.874a6e316bfacp-49};
  // the same, degrees 3 and 3, relative error 2^-54
  static constexpr double tangent[] = {1, -0x1.06b98c390c735p-3, 0x1.6fc7723fcbf7cp-9,
                                       -0x1.f63a1d44509adp-18};
  static constexpr double tangent_divisor[] = {1, -0x1.d8b21b71db8bcp-2, 0x1.7e7ba2c954467p-6,
                                               -0x1.b526bb931f19fp-13};
  static constexpr double inverse_pi = 0x1.45f306dc9c883p-2;
  static constexpr double parts[] = {0x1.921fb54442d18p+1, 0x1.1a62633145c06p-53,
                                     0x1.c1cd129024e09p-106};
  static constexpr double short_parts[] = {0x1.921fb4p+1, 0x1.4442dp-23, 0x1.846988p-47,
                                           0x1.8cc516p-71, 0x1.01b839a25204ap-95};
};

/// Spacing 1: adding it rounds to an integer, whose parity is the last bit.
template <class O> constexpr real_of<O> parity_magic = format_of<O>::integers * real_of<O>(1.5);

/// x - n·π·unit.
template <class O, class V, int N>
constexpr V subtract_parts(const O& o, V x, V n, const real_of<O> (&parts)[N], real_of<O> unit) {
  for (int i = 0; i < N; ++i) x = multiply_add(o, n, o.number(-parts[i] * unit), x);
  return x;
}

template <class O, class V>
constexpr V reduce_angle(const O& o, V x, V n, real_of<O> unit, real_of<O> bound) {
  using terms = trig_terms<real_of<O>>;
  const V r = o.fused ? subtract_parts(o, x, n, terms::parts, unit)
                      : subtract_parts(o, x, n, terms::short_parts, unit);
  return clamp(o, r, -bound, bound);
}

/// sin(r), negated where the last bit of t is set.
template <class O, class V> constexpr V signed_sine(const O& o, V r, V t) {
  const V z = o.multiply(r, r);
  const V p = polynomial(o, z, trig_terms<real_of<O>>::sine);
  const V y = multiply_add(o, o.multiply(r, z), p, r);
  return o.value(o.bit_xor(o.bits(y), o.shift_left(o.bits(t), format_of<O>::width - 1)));
}

template <class O, class V> constexpr V sin(const O& o, V x) {
  const V magic = o.number(parity_magic<O>);
  const V t = multiply_add(o, x, o.number(trig_terms<real_of<O>>::inverse_pi), magic);
  const V r = reduce_angle(o, x, o.subtract(t, magic), real_of<O>(1), real_of<O>(1.6));
  return signed_sine(o, r, t);
}

/// Around odd multiples of π/2: cos(r + (k + ½)π) = sin(r)·(-1)^(k + 1).
template <class O, class V> constexpr V cos(const O& o, V x) {
  const V inverse = o.number(trig_terms<real_of<O>>::inverse_pi);
  const V magic = o.number(parity_magic<O> + 1);
  const V t = o.add(multiply_add(o, x, inverse, o.number(-0.5)), magic);
  const V n = o.add(o.subtract(t, magic), o.number(0.5));
  return signed_sine(o, reduce_angle(o, x, n, real_of<O>(1), real_of<O>(1.6)), t);
}

/// tan(r) or, where n is odd, -1/tan(r): one division of the pair that tan(r) is the ratio of.
template <class O, class V> constexpr V tan(const O& o, V x) {
  using terms = trig_terms<real_of<O>>;
  using word = typename format_of<O>::word;
  const V magic = o.number(parity_magic<O>);
  const V t = multiply_add(o, x, o.number(terms::inverse_pi * 2), magic);
  const V r = reduce_angle(o, x, o.subtract(t, magic), real_of<O>(0.5), real_of<O>(0.8));
  const V z = o.multiply(r, r);
  const V a = o.multiply(r, polynomial(o, z, terms::tangent));
  const V c = polynomial(o, z, terms::tangent_divisor);
  const auto even = o.equal(o.bit_and(o.bits(t), o.integer(word{1})), o.integer(word{0}));
  return o.divide(o.select(even, a, c), o.select(even, c, o.negate(a)));
}

}  // namespace tenon::inline TENON_ABI::lower::math
