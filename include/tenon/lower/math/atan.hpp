// atan as loop-program arithmetic, for lower/math.hpp.
#pragma once

#include <tenon/lower/math/arithmetic.hpp>

namespace tenon::inline TENON_ABI::lower::math {

/// atan(x) = x + x·z·P(z)/Q(z) with z = x², for |x| ≤ 1.
template <class Real>
struct atan_terms;

template <>
struct atan_terms<float> {
  // degrees 2 and 3 over [0, 1], relative error of atan 2^-27.3
  static constexpr float dividend[] = {-0x1.555554p-2f, -0x1.293226p-2f, -0x1.5cf4a6p-5f};
  static constexpr float divisor[] = {1, 0x1.787ef6p+0f, 0x1.29d1c4p-1f, 0x1.a8639ep-5f};
  static constexpr float half_pi = 0x1.921fb6p+0f;
};

template <>
struct atan_terms<double> {
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

/// By atan(x) = π/2 - atan(1/x) for x > 1.
template <class O, class V>
constexpr V atan(const O& o, V x) {
  using terms = atan_terms<real_of<O>>;
  const V one = o.number(1);
  const V size = o.absolute(x);
  const V a = o.minimum(size, o.divide(one, size));
  const V z = o.multiply(a, a);
  const V dividend = polynomial(o, z, terms::dividend);
  const V q = o.divide(dividend, polynomial(o, z, terms::divisor));
  const V r = multiply_add(o, o.multiply(a, z), q, a);
  const auto beyond = o.less(one, size);
  const V y = o.select(beyond, o.subtract(o.number(terms::half_pi), r), r);
  return with_sign(o, y, x);
}

}  // namespace tenon::inline TENON_ABI::lower::math
