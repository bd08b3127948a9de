// Math functions as loop-program arithmetic, so that every back end gives the same bits: whoever
// lowers an expression calls `lower_function`.
//
//   const int y = lower_function(build, function::tanh, x);
//
// lower/math/accuracy.hpp states how precise each is. Special values are those of C: zeros keep
// their sign, subnormal arguments and results are exact to rounding, NaN in gives NaN out.
#pragma once

#include <tenon/core/element.hpp>
#include <tenon/core/function.hpp>
#include <tenon/lower/math/atan.hpp>
#include <tenon/lower/math/exp.hpp>
#include <tenon/lower/math/log.hpp>
#include <tenon/lower/math/pow.hpp>
#include <tenon/lower/math/tanh_erf.hpp>
#include <tenon/lower/math/trig.hpp>

namespace tenon::inline TENON_ABI::lower {

namespace math {

/// The function of x (and y) in the arithmetic `o`.
template <class O, class V>
constexpr V apply(const O& o, function f, V x, V y) {
  switch (f) {
    case function::exp:
      return exp(o, x);
    case function::exp2:
      return exp2(o, x);
    case function::expm1:
      return expm1(o, x);
    case function::log:
      return log(o, x);
    case function::log2:
      return log2(o, x);
    case function::log10:
      return log10(o, x);
    case function::log1p:
      return log1p(o, x);
    case function::tanh:
      return tanh(o, x);
    case function::erf:
      return erf(o, x);
    case function::sin:
      return sin(o, x);
    case function::cos:
      return cos(o, x);
    case function::tan:
      return tan(o, x);
    case function::atan:
      return atan(o, x);
    case function::pow:
      return pow(o, x, y);
  }
  return x;
}

}  // namespace math

/// Appends f(x), or f(x, y), to the program; x and y are float or double, of one type.
template <class Builder>
constexpr int lower_function(Builder& b, function f, int x, int y = -1) {
  const bool fused = b.p.machine.has_fma;
  if (b.p.expressions[x].type == element::f32) {
    return math::apply(math::writer<element::f32, Builder>{b, fused}, f, x, y);
  }
  return math::apply(math::writer<element::f64, Builder>{b, fused}, f, x, y);
}

}  // namespace tenon::inline TENON_ABI::lower
