// sin, cos and tan as loop-program arithmetic, for lower/math.hpp.
//
// x = n·π + r (tan: n·π/2 + r) by Cody and Waite: π in parts so short that all but the last
// products are exact, as far as |x| ≤ 10⁵ (float), 10⁹ (double); tan half as far. Farther out
// precision gets lost, but sin and cos stay within [-1, 1]. Infinities give NaN.
#pragma once

#include <tenon/lower/math/arithmetic.hpp>

namespace tenon::inline TENON_ABI::lower::math {

template <class Real>
struct trig_terms;

template <>
struct trig_terms<float> {
  // (sin(r)/r - 1)/r² over r² in [0, 2.56], degree 3, error 2^-26.5
  static constexpr float sine[] = {-0x1.555554p-3f, 0x1.11102cp-7f, -0x1.9fad1ap-13f,
                                   0x1.60eeb4p-19f};
  // r/tan(r) over r² in [0, 0.62], degree 4, relative error 2^-27.4
  static constexpr float cotangent[] = {1, -0x1.555544p-2f, -0x1.6c27acp-6f, -0x1.12dd46p-9f,
                                        -0x1.0394b6p-12f};
  static constexpr float inverse_pi = 0x1.45f306p-2f;
  static constexpr float parts[] = {0x1.921fb4p+1f, 0x1.4442dp-23f, 0x1.84698ap-47f};
  // the third is short enough that what it leaves is exact for |r| < 1
  static constexpr float short_parts[] = {0x1.92p+1f,  0x1.f8p-11f, 0x1.a8p-18f,
                                          0x1.10p-25f, 0x1.0ap-33f, 0x1.4611a6p-41f};
};

template <>
struct trig_terms<double> {
  // the same, degree 7, error 2^-56.5
  static constexpr double sine[] = {
      -0x1.5555555555555p-3,  0x1.11111111110bap-7,  -0x1.a01a01a013746p-13, 0x1.71de3a51d91f9p-19,
      -0x1.ae6454694c07fp-26, 0x1.6123af426972cp-33, -0x1.ae3b40c6951b7p-41, 0x1.874a6e316bfacp-49};
  // the same, degree 9, relative error 2^-57.2
  static constexpr double cotangent[] = {1,
                                         -0x1.555555555556ap-2,
                                         -0x1.6c16c16c1195bp-6,
                                         -0x1.1566abc3a1fe9p-9,
                                         -0x1.bbd776cacc349p-13,
                                         -0x1.66a968559c964p-16,
                                         -0x1.2272dce817706p-19,
                                         -0x1.d8c155e85b986p-23,
                                         -0x1.69491d8fd1f68p-26,
                                         -0x1.aa5eb9cf09a3ep-29};
  static constexpr double inverse_pi = 0x1.45f306dc9c883p-2;
  static constexpr double parts[] = {0x1.921fb54442d18p+1, 0x1.1a62633145c06p-53,
                                     0x1.c1cd129024e09p-106};
  static constexpr double short_parts[] = {0x1.921fb4p+1, 0x1.4442dp-23, 0x1.846988p-47,
                                           0x1.8cc516p-71, 0x1.01b839a25204ap-95};
};

/// Spacing 1: adding it rounds to an integer, whose parity is the last bit.
template <class O>
constexpr real_of<O> parity_magic = format_of<O>::integers* real_of<O>(1.5);

/// x - n·π·unit.
template <class O, class V, int N>
constexpr V subtract_parts(const O& o, V x, V n, const real_of<O> (&parts)[N], real_of<O> unit) {
  for (int i = 0; i < N; ++i) x = multiply_add(o, n, o.number(-parts[i] * unit), x);
  return x;
}

template <class O, class V>
constexpr V reduce_angle(const O& o, V x, V n, real_of<O> unit) {
  using terms = trig_terms<real_of<O>>;
  if (o.fused) return subtract_parts(o, x, n, terms::parts, unit);
  return subtract_parts(o, x, n, terms::short_parts, unit);
}

/// sin(r), negated where the last bit of t is set.
template <class O, class V>
constexpr V signed_sine(const O& o, V r, V t) {
  const V z = o.multiply(r, r);
  const V p = polynomial(o, z, trig_terms<real_of<O>>::sine);
  const V y = clamp(o, o.multiply(r, multiply_add(o, z, p, o.number(1))), -1, 1);
  const auto all = o.bits(y);
  return o.value(o.bit_xor(all, o.shift_left(o.bits(t), format_of<O>::width - 1)));
}

template <class O, class V>
constexpr V sin(const O& o, V x) {
  const V magic = o.number(parity_magic<O>);
  const V t = multiply_add(o, x, o.number(trig_terms<real_of<O>>::inverse_pi), magic);
  const V r = reduce_angle(o, x, o.subtract(t, magic), real_of<O>(1));
  return signed_sine(o, r, t);
}

/// Around odd multiples of π/2: cos(r + (k + ½)π) = sin(r)·(-1)^(k + 1).
template <class O, class V>
constexpr V cos(const O& o, V x) {
  const V inverse = o.number(trig_terms<real_of<O>>::inverse_pi);
  const V magic = o.number(parity_magic<O> + 1);
  const V t = o.add(multiply_add(o, x, inverse, o.number(-0.5)), magic);
  const V lower = o.subtract(t, magic);
  const V n = o.add(lower, o.number(0.5));
  return signed_sine(o, reduce_angle(o, x, n, real_of<O>(1)), t);
}

/// tan(r) or, where n is odd, -1/tan(r): one division either way.
template <class O, class V>
constexpr V tan(const O& o, V x) {
  using terms = trig_terms<real_of<O>>;
  using word = typename format_of<O>::word;
  const V magic = o.number(parity_magic<O>);
  const V t = multiply_add(o, x, o.number(terms::inverse_pi * 2), magic);
  const V rest = reduce_angle(o, x, o.subtract(t, magic), real_of<O>(0.5));
  const V r = clamp(o, rest, real_of<O>(-0.8), real_of<O>(0.8));
  const V c = polynomial(o, o.multiply(r, r), terms::cotangent);
  const auto all = o.bits(t);
  const auto last = o.bit_and(all, o.integer(word{1}));
  const auto even = o.equal(last, o.integer(word{0}));
  const V above = o.select(even, r, c);
  return o.divide(above, o.select(even, c, o.negate(r)));
}

}  // namespace tenon::inline TENON_ABI::lower::math
