// Products are rounded before they are added to, on a processor with fma and by compilers that
// contract by default.
#include <tenon/core/scalar.hpp>

#include <doctest/doctest.h>

namespace ar = tenon::arithmetic;

namespace {

template <class T>
[[gnu::noinline]] T multiply_then_add(T a, T b, T c) {
  return ar::add(ar::multiply(a, b), c);
}
template <class T>
[[gnu::noinline]] T multiply_then_subtract(T a, T b, T c) {
  return ar::subtract(ar::multiply(a, b), c);
}
template <class T>
[[gnu::noinline]] T subtract_product(T a, T b, T c) {
  return ar::subtract(c, ar::multiply(a, b));
}
template <class T>
[[gnu::noinline]] T add_to_negated(T a, T b, T c) {
  return ar::add(c, ar::negate(ar::multiply(a, b)));
}

}  // namespace

// (1 + e)·(1 - e) = 1 - e², which rounds to 1: differences from 1 are 0, and ±e² if contracted.
TEST_CASE_TEMPLATE("a product is rounded before it is added to", T, float, double) {
  const volatile T hidden = sizeof(T) == 4 ? T(0x1p-13) : T(0x1p-30);  // no constant folding
  const T e = hidden;
  const T a = 1 + e, b = 1 - e;
  CHECK(multiply_then_add<T>(a, b, -1) == 0);
  CHECK(multiply_then_subtract<T>(a, b, 1) == 0);
  CHECK(subtract_product<T>(a, b, 1) == 0);
  CHECK(add_to_negated<T>(a, b, 1) == 0);
  CHECK(ar::fused_multiply_add<T>(a, b, -1) == -e * e);
}
