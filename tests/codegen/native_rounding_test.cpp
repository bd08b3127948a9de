// Where compiled kernels round: a product and a sum round twice on random reals, whatever the
// compiler would like to contract; an fma node rounds once.
#include <doctest/doctest.h>

#include <cmath>

#include "codegen/native_case.hpp"

namespace {

using namespace native_case;

constexpr int n = 96;

/// Eight ways in which a product may meet an addition; the last is an fma node. Row 8 goes through
/// a local buffer, row 9 through the output itself.
template <class T, int Lanes> struct traps {
  constexpr void operator()(program& p) const {
    constexpr element e = element_of<T>;
    const affine rows = make_affine(10), width = make_affine(n);
    const int A = programs::add_argument(p, "A", e, ir::access::read, {width});
    const int B = programs::add_argument(p, "B", e, ir::access::read, {width});
    const int C = programs::add_argument(p, "C", e, ir::access::read, {width});
    const int O = programs::add_argument(p, "O", e, ir::access::update, {rows, width});
    const int L = programs::add_local(p, "L", e, {make_affine(n)});
    over(p, n, Lanes, [&](builder& b, const affine& i) {
      const auto add = operation::add, subtract = operation::subtract;
      const int a = b.load(A, {i}), x = b.load(B, {i}), c = b.load(C, {i});
      const int product = b.binary(operation::multiply, a, x);
      const int rounded[] = {
          b.binary(add, product, c),
          b.binary(add, c, product),
          b.binary(subtract, product, c),
          b.binary(subtract, c, product),
          b.binary(subtract, b.unary(operation::negate, product), c),
          b.binary(add, b.select(b.constant(true), product, c), c),
          b.binary(add, b.binary(operation::maximum, product, product), c),
          b.fma(a, x, c),
      };
      list<int, 16> stores;
      int first = -1;
      for (int row = 0; row < 8; ++row) {
        const int store = b.store(O, {make_affine(row), i}, rounded[row]);
        if (first < 0) first = store;
        else p.statements[store - 1].group = store;
      }
      stores.push(first);
      const auto again = [&](int buffer, affines at, int row) {
        const int own = b.binary(operation::multiply, b.load(A, {i}), b.load(B, {i}));
        stores.push(b.store(buffer, at, own));
        stores.push(b.store(O, {make_affine(row), i},
                            b.binary(add, b.load(buffer, at), b.load(C, {i}))));
      };
      again(L, {i}, 8);
      again(O, {make_affine(9), i}, 9);
      return b.block(stores);
    });
    builder b(p);
    p.root = b.allocate(L, p.root);
  }
};

template <class T> T hidden(T x) {
  volatile T v = x;
  return v;
}

template <class T, int Lanes> void check_rounding() {
  generator g;
  std::vector<T> a(n), b(n), c(n), o(10 * n);
  const auto real = [&] { return static_cast<T>(static_cast<double>(g.next() >> 11) / 9.007e15); };
  for (std::size_t i = 0; i < n; ++i) {
    a[i] = real();
    b[i] = real() + T(0.5);
    c[i] = -a[i] * b[i] + real() * T(1e-3);
  }
  run<traps<T, Lanes>>({a.data(), b.data(), c.data(), o.data()});
  int differ = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const T p = hidden<T>(a[i] * b[i]);
    const T right[] = {p + c[i], c[i] + p, p - c[i],      c[i] - p,
                       -p - c[i], p + c[i], p + c[i], std::fma(a[i], b[i], c[i]),
                       p + c[i], p + c[i]};
    for (std::size_t row = 0; row < 10; ++row) {
      CAPTURE(row);
      CAPTURE(Lanes);
      CHECK(same(o[row * n + i], right[row]));
    }
    if (!same(right[0], right[7])) ++differ;
  }
  CHECK(differ > n / 2);  // else the data would hide a contraction
}

}  // namespace

TEST_CASE("float") {
  check_rounding<float, 0>();
  check_rounding<float, 16>();
  check_rounding<float, 6>();
}
TEST_CASE("double") {
  check_rounding<double, 0>();
  check_rounding<double, 16>();
}
