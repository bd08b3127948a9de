// tanh and erf as loop-program arithmetic, for lower/math.hpp: both from exp(v) - 1 of |x|, which
// is precise near 0 and cannot leave [-1, 1].
#pragma once

#include <type_traits>

#include <tenon/lower/math/exp.hpp>

namespace tenon::inline TENON_ABI::lower::math {

/// erf(x) = 1 - exp(first·x + x·rest(x)) for x ≥ 0; both functions are 1 above `largest`.
template <class Real>
struct erf_terms;

template <>
struct erf_terms<float> {
  static constexpr float largest_tanh = 9.02f;
  static constexpr float largest = 3.93f;
  static constexpr float first = -0x1.20dd76p+0f;
  // degree 8 on [0, 3.93], relative error of erf 2^-27.3
  static constexpr float rest[] = {0x1.d0e272p-25f, -0x1.45f2fap-1f,  -0x1.a4fa5ep-4f,
                                   0x1.39cdc6p-6f,  0x1.505fb8p-13f,  -0x1.b50046p-10f,
                                   0x1.4bc9dep-11f, -0x1.ed6c32p-14f, 0x1.36968ep-17f};
};

template <>
struct erf_terms<double> {
  static constexpr double largest_tanh = 19.07;
  static constexpr double largest = 5.93;
  static constexpr double first = -0x1.20dd750429b6dp+0;
  // rest = x·P/Q, degrees 7 and 7 on [0, 5.93], relative error of erf 2^-57.6
  static constexpr double dividend[] = {
      -0x1.45f306dc9c884p-1, -0x1.2989e0d844de9p+0, -0x1.fcb127af7cfc1p-1, -0x1.0159b087b7a42p-1,
      -0x1.4615bb2e5f3c5p-3, -0x1.f82984ee2958fp-6, -0x1.a240209a3bcbbp-9, -0x1.eb194f1dd63b6p-14};
  static constexpr double divisor[] = {1,
                                       0x1.aa0b9279fc77ap+0,
                                       0x1.52707234d1d5fp+0,
                                       0x1.40be7fc8e1a56p-1,
                                       0x1.7e1c8e49a1c34p-3,
                                       0x1.163fc13b7696bp-5,
                                       0x1.b3408120ad0f8p-9,
                                       0x1.eb2ffbe34802fp-14};
};

/// exp(v) - 1 where 2^(v·log2 e) is far from overflow.
template <class O, class V>
constexpr V bounded_expm1(const O& o, V v) {
  const auto [r, s] = reduce_exp(o, v);
  const V power = o.multiply(s, s);
  const V q = expm1_of_rest(o, r, exp_terms<real_of<O>>::expm1);
  return multiply_add(o, q, power, o.subtract(power, o.number(1)));
}

/// t / (t + 2) with t = exp(2|x|) - 1.
template <class O, class V>
constexpr V tanh(const O& o, V x) {
  const V any_size = o.absolute(x);
  const V size = o.minimum(any_size, o.number(erf_terms<real_of<O>>::largest_tanh));
  const V t = bounded_expm1(o, o.add(size, size));
  return with_sign(o, o.divide(t, o.add(t, o.number(2))), x);
}

template <class O, class V>
constexpr V erf(const O& o, V x) {
  using terms = erf_terms<real_of<O>>;
  const V any_size = o.absolute(x);
  const V size = o.minimum(any_size, o.number(terms::largest));
  V rest{};
  if constexpr (std::is_same_v<real_of<O>, float>) {
    rest = o.multiply(size, polynomial(o, size, terms::rest));
  } else {
    const V p = polynomial(o, size, terms::dividend);
    const V square = o.multiply(size, size);
    rest = o.multiply(square, o.divide(p, polynomial(o, size, terms::divisor)));
  }
  const V v = multiply_add(o, size, o.number(terms::first), rest);
  return with_sign(o, o.absolute(bounded_expm1(o, v)), x);
}

}  // namespace tenon::inline TENON_ABI::lower::math
