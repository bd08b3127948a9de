// Math functions of the expression language, as values. Lowering spells each as arithmetic of the
// loop program, so that no back end calls a math library and all give the same bits.
#pragma once

#include <cstdint>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// A math function over float or double (sqrt, floor, … are operations of the loop program).
enum class function : std::uint8_t {
  exp,
  exp2,
  expm1,  ///< exp(x) - 1, exact near 0
  log,
  log2,
  log10,
  log1p,  ///< log(1 + x), exact near 0
  tanh,
  erf,
  sin,
  cos,
  tan,
  atan,
  pow,  ///< of two arguments
};

/// Number of math functions.
inline constexpr int function_count = 14;

/// The name in the language, in prints and in error sentences: that of the C library.
constexpr const char* spelling(function f) {
  constexpr const char* names[function_count] = {"exp",   "exp2",  "expm1", "log", "log2",
                                                 "log10", "log1p", "tanh",  "erf", "sin",
                                                 "cos",   "tan",   "atan",  "pow"};
  return names[static_cast<int>(f)];
}

/// Number of arguments: 1 or 2.
constexpr int arity(function f) { return f == function::pow ? 2 : 1; }

}  // namespace tenon::inline TENON_ABI
