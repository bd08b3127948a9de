// tanh, erf and atan as loop-program arithmetic, for lower/math.hpp: odd functions, approximated by
// one quotient of polynomials in x² each.
#pragma once

#include <tenon/lower/math/arithmetic.hpp>

namespace tenon::inline TENON_ABI::lower::math {

/// x·P(x²)/Q(x²) up to `largest`, beyond which the function is 1 in the type's precision.
template <class Real> struct tanh_terms;
template <class Real> struct erf_terms;
/// atan(x) = x + x·z·P(z)/Q(z) with z = x², for |x| ≤ 1.
template <class Real> struct atan_terms;

template <> struct tanh_terms<float> {
  // degrees 5 and 4 over x² in [0, 9.02²], relative error 2^-25.1
  static constexpr float dividend[] = {1,              0x1.182a28p-3f,  0x1.fb078ap-9f,
                                       0x1.d5e32p-16f, 0x1.06b932p-25f, -0x1.ad5f22p-37f};
  static constexpr float divisor[] = {1, 0x1.e16a68p-2f, 0x1.be6554p-6f, 0x1.9cfed4p-12f,
                                      0x1.59932cp-20f};
  static constexpr float largest = 9.02f;
};

template <> struct tanh_terms<double> {
  // degrees 10 and 9 over x² in [0, 19.07²], relative error 2^-54.8
  static constexpr double dividend[] = {
      1,
      0x1.38714c7125837p-3,
      0x1.8effddb0ac143p-8,
      0x1.9ae175d261414p-14,
      0x1.919dfe70d73aep-21,
      0x1.8b4ca846c1998p-29,
      0x1.84829e80ce2e8p-38,
      0x1.5fca8d9a341c1p-48,
      0x1.dbf32b1037ac5p-60,
      0x1.e3d3d24ac8ce0p-74,
      -0x1.a438f66c66615p-89};
  static constexpr double divisor[] = {1,
                                       0x1.f18dfb8de8170p-2,
                                       0x1.1c6bab96e6d20p-5,
                                       0x1.bf830841372bbp-11,
                                       0x1.399375fadb53bp-17,
                                       0x1.b1b837bf8ccccp-25,
                                       0x1.2f2ad88ac7f74p-33,
                                       0x1.9ae3fefd16847p-43,
                                       0x1.d935728cbd5bdp-54,
                                       0x1.46719a2bb7270p-66};
  static constexpr double largest = 19.07;
};

template <> struct erf_terms<float> {
  // degrees 6 and 5 over x² in [0, 3.93²], relative error 2^-24.2
  static constexpr float dividend[] = {0x1.20dd76p+0f,  0x1.7b2eaep-3f,  0x1.bc747p-5f,
                                       0x1.f75ad6p-9f,  0x1.8b7d3cp-12f, 0x1.360c2cp-18f,
                                       -0x1.b9cc52p-27f};
  static constexpr float divisor[] = {1,
                                      0x1.fd5aaep-2f,
                                      0x1.d27b1ap-4f,
                                      0x1.f9c4d2p-7f,
                                      0x1.556b4p-10f,
                                      0x1.0625e6p-14f};
  static constexpr float largest = 3.93f;
};

template <> struct erf_terms<double> {
  // degrees 13 and 12 over x² in [0, 5.93²], relative error 2^-54.6
  static constexpr double dividend[] = {
      0x1.20dd750429b6dp+0,  0x1.c5c9294907fd5p-3,  0x1.112fd0db1d2a8p-4,  0x1.cca87584b548ap-8,
      0x1.ce29c701f5696p-11, 0x1.f5286aefc467bp-15, 0x1.18dfec716b9eap-18, 0x1.92fab26ab70acp-23,
      0x1.0de054a3c86ddp-27, 0x1.d470132aef3b2p-33, 0x1.4c29cde7c205ap-38, 0x1.6ea8e21eae8d1p-45,
      0x1.bf1b1434c134dp-55, -0x1.5edd328499c41p-66};
  static constexpr double divisor[] = {
      1,
      0x1.0f34b9f04da7fp-1,
      0x1.15dc562d024d3p-3,
      0x1.6d42881993d90p-6,
      0x1.585d0911aec99p-9,
      0x1.ecb451da61c86p-13,
      0x1.138faae7b1db3p-16,
      0x1.e827ddc1de6f1p-21,
      0x1.559e727c085b3p-25,
      0x1.71de739887dd8p-30,
      0x1.24d46238adb34p-35,
      0x1.26ee7108ce3b4p-41,
      0x1.1e7e65b27915fp-49};
  static constexpr double largest = 5.93;
};

template <> struct atan_terms<float> {
  // degrees 2 and 3 over [0, 1], relative error of atan 2^-27.3
  static constexpr float dividend[] = {-0x1.555554p-2f, -0x1.293226p-2f, -0x1.5cf4a6p-5f};
  static constexpr float divisor[] = {1, 0x1.787ef6p+0f, 0x1.29d1c4p-1f, 0x1.a8639ep-5f};
  static constexpr float half_pi = 0x1.921fb6p+0f;
};

template <> struct atan_terms<double> {
  // degrees 5 and 6 over [0, 1], relative error of atan 2^-56.2
  static constexpr double dividend[] = {-0x1.5555555555553p-2, -0x1.7f745fb0a70d4p-1,
                                        -0x1.2dcb288de4b53p-1, -0x1.8b6dc9abdcc40p-3,
                                        -0x1.8b1f6fa067f1ep-6, -0x1.9255973268e4ap-11};
  static constexpr double divisor[] = {1,
                                       0x1.6c6414914a034p+1,
                                       0x1.861f63712703cp+1,
                                       0x1.856e630055a63p+0,
                                       0x1.6b97f69d30a3ap-2,
                                       0x1.14230e775490dp-5,
                                       0x1.be12a4da09f86p-11};
  static constexpr double half_pi = 0x1.921fb54442d18p+0;
};

/// x·P(x²)/Q(x²) for x within ±largest; the result within ±1.
template <class Terms, class O, class V> constexpr V saturating_quotient(const O& o, V x) {
  const V c = clamp(o, x, -Terms::largest, Terms::largest);
  const V z = o.multiply(c, c);
  const V p = o.multiply(c, polynomial(o, z, Terms::dividend));
  return clamp(o, o.divide(p, polynomial(o, z, Terms::divisor)), -1, 1);
}

template <class O, class V> constexpr V tanh(const O& o, V x) {
  return saturating_quotient<tanh_terms<real_of<O>>>(o, x);
}

template <class O, class V> constexpr V erf(const O& o, V x) {
  return saturating_quotient<erf_terms<real_of<O>>>(o, x);
}

/// By atan(x) = π/2 - atan(1/x) for x > 1.
template <class O, class V> constexpr V atan(const O& o, V x) {
  using terms = atan_terms<real_of<O>>;
  const V one = o.number(1);
  const V size = o.absolute(x);
  const V a = o.minimum(size, o.divide(one, size));
  const V z = o.multiply(a, a);
  const V q = o.divide(polynomial(o, z, terms::dividend), polynomial(o, z, terms::divisor));
  const V r = multiply_add(o, o.multiply(a, z), q, a);
  const V y = o.select(o.less(one, size), o.subtract(o.number(terms::half_pi), r), r);
  return o.value(o.bit_or(o.bits(y), sign_of(o, x)));
}

}  // namespace tenon::inline TENON_ABI::lower::math
