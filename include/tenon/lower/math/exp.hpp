// exp, exp2 and expm1 as loop-program arithmetic, for lower/math.hpp.
//
// A number t = x + m with m = 1.5·2^23 + k (2^52 for double) is rounded to an integer by the
// addition, and holds that integer + k in its low bits, ready to be shifted into an exponent.
#pragma once

#include <tenon/lower/math/arithmetic.hpp>

namespace tenon::inline TENON_ABI::lower::math {

template <class Real>
struct exp_terms;

template <>
struct exp_terms<float> {
  // (exp(r) - 1 - r) / r² on ±0.7, degree 5; exp gets relative error 2^-25.9
  static constexpr float exp[] = {0x1.00000cp-1f, 0x1.555508p-3f,  0x1.5549bp-5f,
                                  0x1.112a24p-7f, 0x1.71d43cp-10f, 0x1.9ae1e6p-13f};
  // the same, degree 6; expm1 gets relative error 2^-28.0
  static constexpr float expm1[] = {0x1p-1f,        0x1.55555ap-3f,  0x1.55555ap-5f,
                                    0x1.110c3ap-7f, 0x1.6c109ap-10f, 0x1.a510fcp-13f,
                                    0x1.a4e71ep-16f};
  // 2^r on ±0.501, degree 6, relative error 2^-28.0
  static constexpr float exp2[] = {1,
                                   0x1.62e43p-1f,
                                   0x1.ebfbd8p-3f,
                                   0x1.c6af72p-5f,
                                   0x1.3b309p-7f,
                                   0x1.5f0e12p-10f,
                                   0x1.3fb5f2p-13f};
  static constexpr float smallest = -104, largest = 89;               // exp is 0 below, ∞ above
  static constexpr float smallest_power = -151, largest_power = 129;  // exp2 the same
  static constexpr float minus_one = -18;                             // expm1 is -1 below
  static constexpr float half_log2e = 0x1.715476p-1f;
  static constexpr float minus_2ln2[] = {-0x1.62e4p0f, -0x1.7f7d1cp-19f};  // times 7 bits: exact
};

template <>
struct exp_terms<double> {
  // the same, degree 11; exp gets relative error 2^-56.2
  static constexpr double exp[] = {
      0x1.ffffffffffff2p-2,  0x1.55555555555c5p-3,  0x1.5555555556adep-5,  0x1.1111111107087p-7,
      0x1.6c16c16997c16p-10, 0x1.a01a01b41422p-13,  0x1.a01a05b5d5f39p-16, 0x1.71de28a98db2p-19,
      0x1.27e1ad0ef273dp-22, 0x1.ae7203a3bdc58p-26, 0x1.21864b88b82d8p-29, 0x1.5e469a88c084p-33};
  // the same, degree 12; expm1 gets relative error 2^-59.0
  static constexpr double expm1[] = {0x1p-1,
                                     0x1.5555555555554p-3,
                                     0x1.5555555555554p-5,
                                     0x1.111111111159fp-7,
                                     0x1.6c16c16c171fp-10,
                                     0x1.a01a019ef6684p-13,
                                     0x1.a01a019f02f4ep-16,
                                     0x1.71de3c4dbdc34p-19,
                                     0x1.27e4fcfb9db1dp-22,
                                     0x1.ae61035cd1f46p-26,
                                     0x1.1eeb676e9fbdap-29,
                                     0x1.63d6f132cb4f7p-33,
                                     0x1.96a0c3fe04a7ep-37};
  // 2^r on ±0.501, degree 11, relative error 2^-57.2
  static constexpr double exp2[] = {1,
                                    0x1.62e42fefa39efp-1,
                                    0x1.ebfbdff82c5a6p-3,
                                    0x1.c6b08d704a128p-5,
                                    0x1.3b2ab6fb9fd4bp-7,
                                    0x1.5d87fe789f8c1p-10,
                                    0x1.4309130f8b404p-13,
                                    0x1.ffcbfc61b2e73p-17,
                                    0x1.62bfc5f526e95p-20,
                                    0x1.b5252c940fc5p-24,
                                    0x1.e61e117ea7f08p-28,
                                    0x1.e9650ee6e54fap-32};
  static constexpr double smallest = -746, largest = 710;
  static constexpr double smallest_power = -1076, largest_power = 1025;
  static constexpr double minus_one = -38;
  static constexpr double half_log2e = 0x1.71547652b82fep-1;
  static constexpr double minus_2ln2[] = {-0x1.62e42fefa3p0, -0x1.3de6af278ece6p-41};
};

/// x = r + 2h·ln 2 with integer h and |r| ≤ 0.7, and 2^h: the result is f(r)·2^h·2^h, where two
/// factors reach overflow and subnormal results with one rounding.
template <class V>
struct exp_pieces {
  V rest, scale;
};

template <class O, class V>
constexpr exp_pieces<V> reduce_exp(const O& o, V x) {
  using terms = exp_terms<real_of<O>>;
  using form = format_of<O>;
  const V magic = o.number(form::integers * real_of<O>(1.5) + form::bias);
  const V t = multiply_add(o, x, o.number(terms::half_log2e), magic);
  const V h = o.subtract(t, magic);
  V r = multiply_add(o, h, o.number(terms::minus_2ln2[0]), x);
  r = multiply_add(o, h, o.number(terms::minus_2ln2[1]), r);
  return {r, o.value(o.shift_left(o.bits(t), form::fraction))};
}

/// exp(r) - 1 = r + r²·terms(r): what precedes the last addition is small, and so its rounding.
template <class O, class V, int N>
constexpr V expm1_of_rest(const O& o, V r, const real_of<O> (&terms)[N]) {
  const V square = o.multiply(r, r);
  return multiply_add(o, square, polynomial(o, r, terms), r);
}

template <class O, class V>
constexpr V exp(const O& o, V x) {
  using terms = exp_terms<real_of<O>>;
  const auto [r, scale] = reduce_exp(o, clamp(o, x, terms::smallest, terms::largest));
  const V above_one = expm1_of_rest(o, r, terms::exp);
  const V y = o.add(above_one, o.number(1));
  return o.multiply(o.multiply(y, scale), scale);
}

/// (q·s + (s - 1/s))·s with q = exp(r) - 1 and s = 2^h; -0 gives -0.
template <class O, class V>
constexpr V expm1(const O& o, V x) {
  using terms = exp_terms<real_of<O>>;
  using form = format_of<O>;
  using word = typename form::word;
  const auto [r, s] = reduce_exp(o, clamp(o, x, terms::minus_one, terms::largest));
  const auto one_squared = o.integer(word{2 * form::bias} << form::fraction);
  const V inverse = o.value(o.subtract(one_squared, o.bits(s)));
  const V q = expm1_of_rest(o, r, terms::expm1);
  const V y = o.multiply(multiply_add(o, q, s, o.subtract(s, inverse)), s);
  return o.select(o.equal(x, o.number(0)), x, y);
}

/// x + 1.5·2^fraction + 2·bias: holds n = ⌊x⌉ for `power_of_two`.
template <class O>
constexpr real_of<O> power_magic = format_of<O>::integers* real_of<O>(1.5) + 2 * format_of<O>::bias;

/// 2^(n + r) from t = n + power_magic and |r| ≤ 1/2, applied as 2^⌊n/2⌋·2^⌈n/2⌉ so that overflow
/// and subnormal results round once; exact for r = 0.
template <class O, class V>
constexpr V power_of_two(const O& o, V t, V r) {
  using form = format_of<O>;
  const auto n = o.bits(t);
  const auto half = o.shift_right(n, 1);
  const V s1 = o.value(o.shift_left(half, form::fraction));
  const V s2 = o.value(o.shift_left(o.subtract(n, half), form::fraction));
  return o.multiply(o.multiply(polynomial(o, r, exp_terms<real_of<O>>::exp2), s1), s2);
}

template <class O, class V>
constexpr V exp2(const O& o, V x) {
  using terms = exp_terms<real_of<O>>;
  const V w = clamp(o, x, terms::smallest_power, terms::largest_power);
  const V magic = o.number(power_magic<O>);
  const V t = o.add(w, magic);
  return power_of_two(o, t, o.subtract(w, o.subtract(t, magic)));
}

}  // namespace tenon::inline TENON_ABI::lower::math
