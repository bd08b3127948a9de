// The oracle against values computed by hand: every value below follows from the definition alone.
#include <doctest/doctest.h>

#include <vector>

#include <tenon/expr/evaluate.hpp>
#include <tenon/expr/tensor.hpp>

using namespace tenon;

namespace {

/// A row-major argument over a vector.
template <class T>
argument over(std::vector<T>& data, std::initializer_list<index_t> extents) {
  argument a{};
  a.data = data.data();
  a.type = element_of<T>;
  a.rank = static_cast<std::uint8_t>(extents.size());
  a.writable = true;
  int d = 0;
  for (const index_t n : extents) a.extents[d++] = n;
  index_t stride = 1;
  for (d = a.rank - 1; d >= 0; --d) {
    a.strides[d] = stride;
    stride *= a.extents[d];
  }
  return a;
}

template <class... Outputs>
void run(std::initializer_list<index_t> symbols, std::vector<argument> arguments,
         const Outputs&... outputs) {
  expr::evaluate({outputs.definition().get()...}, symbols, arguments);
}

}  // namespace

TEST_CASE("a product of matrices, one extent symbolic") {
  const extent m = extent::symbol(0);
  auto A = input<float>("A", m, 3);
  auto B = input<float>("B", 3, 2);
  axis i("i", m), j("j", 2), r("r", 3);
  auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  std::vector<float> a{1, 2, 3, 4, 5, 6}, b{1, 10, 2, 20, 3, 30}, c(4, -1);
  run({2}, {over(a, {2, 3}), over(b, {3, 2}), over(c, {2, 2})}, C);
  CHECK(c == std::vector<float>{14, 140, 32, 320});
}

TEST_CASE("half is computed as float, and rounded where it is stored or cast") {
  // Beside 2048 a half has steps of 2: 2049 lies in the middle and becomes 2048.
  auto A = input<half>("A", 3);
  axis i("i", 1), r("r", 3);
  const auto x = A(i), y = A(i + 1), z = A(i + 2);
  auto plain = compute("plain", {i}, x + y + z);
  auto careful = compute("careful", {i}, cast<half>(x + y) + z);
  auto stored = compute("stored", {i}, x + y);
  auto after = compute("after", {i}, stored(i) + z);
  auto wide = compute("wide", {i}, cast<float>(x + y));
  auto total = compute("total", {i}, sum(A(r), r));
  auto product = compute("product", {i}, tenon::product(A(r) * 1.5f, r));
  static_assert(std::is_same_v<decltype(plain), tensor_of<half, 1>>);
  static_assert(std::is_same_v<decltype(total), tensor_of<float, 1>>);
  std::vector<half> a{half(2048), half(1), half(1)}, p(1), c(1), s(1), f(1);
  std::vector<float> w(1), t(1), m(1);
  run({}, {over(a, {3}), over(p, {1})}, plain);
  run({}, {over(a, {3}), over(c, {1})}, careful);
  run({}, {over(a, {3}), over(s, {1}), over(f, {1})}, stored, after);
  run({}, {over(a, {3}), over(w, {1}), over(t, {1}), over(m, {1})}, wide, total, product);
  CHECK(p[0] == 2050);
  CHECK(c[0] == 2048);
  CHECK(s[0] == 2048);
  CHECK(f[0] == 2048);
  CHECK(w[0] == 2049);
  CHECK(t[0] == 2050);
  CHECK(m[0] == 6912);  // 2048 · 1.5³
}

TEST_CASE("a side of a select that isn't chosen reads nothing") {
  auto A = input<std::int32_t>("A", 3);
  axis i("i", 5);
  auto P = compute("P", {i}, select(i >= 1 && i < 4, A(i - 1), std::int32_t(-7)));
  std::vector<std::int32_t> a{4, 5, 6}, p(5);
  run({}, {over(a, {3}), over(p, {5})}, P);
  CHECK(p == std::vector<std::int32_t>{-7, 4, 5, 6, -7});
}

TEST_CASE("a read outside of its tensor is refused") {
  auto A = input<std::int32_t>("A", 3);
  axis i("i", 3);
  auto P = compute("P", {i}, A(i + 1));
  std::vector<std::int32_t> a(3), p(3);
  CHECK_THROWS_AS(run({}, {over(a, {3}), over(p, {3})}, P), error);
}

TEST_CASE("reductions run in the order of their axes and start from the identity") {
  auto A = input<float>("A", 2, 2);
  axis i("i", 1), r("r", 2), q("q", 2), none("none", 0);
  // 1e8 absorbs 1 but not 16: the order decides.
  std::vector<float> a{1e8f, 1, -1e8f, 16}, s(1), t(1), e(1);
  auto S = compute("S", {i}, sum(A(r, q), r, q));
  run({}, {over(a, {2, 2}), over(s, {1})}, S);
  CHECK(s[0] == 16);
  auto T = compute("T", {i}, sum(A(q, r), r, q));
  run({}, {over(a, {2, 2}), over(t, {1})}, T);
  CHECK(t[0] == 17);
  auto E = compute("E", {i}, max(A(none, none), none));
  run({}, {over(a, {2, 2}), over(e, {1})}, E);
  CHECK(e[0] == -std::numeric_limits<float>::infinity());
}

TEST_CASE("argmax finds the first of equals; both results are written") {
  auto A = input<double>("A", 2, 4);
  axis i("i", 2), r("r", 4);
  auto [V, P] = compute("V", {i}, argmax(A(i, r), r));
  std::vector<double> a{1, 9, 9, 3, -5, -6, -5, -8}, v(2);
  std::vector<index_t> p(2, -1);
  run({}, {over(a, {2, 4}), over(v, {2}), over(p, {2})}, V);
  CHECK(v == std::vector<double>{9, -5});
  CHECK(p == std::vector<index_t>{1, 0});
  static_cast<void>(P);
}

TEST_CASE("an update goes on from what its tensor holds; strided memory; what reads it sees it") {
  auto C = inout<std::int32_t>("C", 2);
  auto A = input<std::int32_t>("A", 2, 3);
  axis i("i", 2), r("r", 3);
  auto U = update(C, {i}, sum(A(i, r), r));
  auto D = compute("D", {i}, U(i) * 2);
  std::vector<std::int32_t> c{100, 0, 200, 0}, a{1, 2, 3, 4, 5, 6}, d(2);
  argument strided = over(c, {2});
  strided.strides[0] = 2;
  run({}, {strided, over(a, {2, 3}), over(d, {2})}, D);
  CHECK(c == std::vector<std::int32_t>{106, 0, 215, 0});
  CHECK(d == std::vector<std::int32_t>{212, 430});
}

TEST_CASE("scalars, integers that wrap, casts that saturate, bool") {
  auto alpha = scalar<float>("alpha");
  auto A = input<std::uint8_t>("A", 3);
  axis i("i", 3);
  auto W = compute("W", {i}, A(i) + std::uint8_t(250));
  auto S = compute("S", {i}, cast<std::int8_t>(cast<float>(A(i)) * alpha()));
  auto L = compute("L", {i}, A(i) < std::uint8_t(100) || i == 2);
  std::vector<std::uint8_t> a{5, 6, 200}, w(3);
  std::vector<float> x{-2};
  std::vector<std::int8_t> s(3);
  run({}, {over(a, {3}), over(w, {3})}, W);
  CHECK(w == std::vector<std::uint8_t>{255, 0, 194});
  run({}, {over(a, {3}), over(x, {}), over(s, {3})}, S);
  CHECK(s == std::vector<std::int8_t>{-10, -12, -128});
  std::vector<char> l(3, 9);
  argument truth = over(l, {3});
  truth.type = element::boolean;
  run({}, {over(a, {3}), truth}, L);
  CHECK(l == std::vector<char>{1, 1, 1});
}

TEST_CASE("functions are the C library's") {
  auto A = input<float>("A", 2);
  axis i("i", 2);
  auto E = compute("E", {i}, exp(A(i)));
  std::vector<float> a{0, 1}, e(2);
  run({}, {over(a, {2}), over(e, {2})}, E);
  CHECK(e == std::vector<float>{1, 2.71828182845904523536f});
}

TEST_CASE("arguments that don't match the description are refused") {
  auto A = input<float>("A", 3);
  axis i("i", 3);
  auto B = compute("B", {i}, A(i) + 1.0f);
  std::vector<float> a(4), b(3);
  CHECK_THROWS_AS(run({}, {over(a, {4}), over(b, {3})}, B), error);
  CHECK_THROWS_AS(run({}, {over(a, {3})}, B), error);
}

TEST_CASE("quotients and remainders of indices are floored") {
  auto A = input<int>("A", 3, 4);
  axis i("i", 7);
  auto quotients = compute("quotients", {i}, cast<int>(floordiv(i - 5, 3)));
  auto remainders = compute("remainders", {i}, cast<int>(mod(i - 5, 3)));
  auto read = compute("read", {i}, A(floordiv(i, 3), mod(i, 3) + 1));
  auto nested = compute("nested", {i}, cast<int>(10 * floordiv(floordiv(7 * i + 3, 4) - 2, 3) + mod(2 * mod(i, 4) - 1, 5)));
  auto chosen = compute("chosen", {i}, select(mod(i, 2) == 1, A(0, mod(i, 4)), -1));
  std::vector<int> a(12), q(7), m(7), r(7), n(7), c(7);
  for (int e = 0; e < 12; ++e) a[static_cast<std::size_t>(e)] = 100 + e;
  run({}, {over(a, {3, 4}), over(q, {7}), over(m, {7}), over(r, {7}), over(n, {7}), over(c, {7})}, quotients,
      remainders, read, nested, chosen);
  CHECK(q == std::vector<int>{-2, -2, -1, -1, -1, 0, 0});
  CHECK(m == std::vector<int>{1, 2, 0, 1, 2, 0, 1});
  CHECK(r == std::vector<int>{101, 102, 103, 105, 106, 107, 109});
  // (7i + 3) / 4 - 2 is -2, 0, 2, 4, 5, 7, 9; 2 · mod(i, 4) - 1 is -1, 1, 3, 5, -1, 1, 3
  CHECK(n == std::vector<int>{-10 + 4, 1, 3, 10 + 0, 10 + 4, 20 + 1, 30 + 3});
  CHECK(c == std::vector<int>{-1, 101, -1, 103, -1, 101, -1});
}

TEST_CASE("values are indices, moved to the nearest below their bound") {
  auto A = input<float>("A", 3, 2);
  auto I = input<std::int16_t>("I", 5);
  auto J = input<std::uint64_t>("J", 5);
  axis i("i", 5), j("j", 2);
  auto rows = compute("rows", {i, j}, A(gather(I(i), 3), j));
  auto both = compute("both", {i}, A(gather(2 * I(i) + 1, 2), gather(J(i), 2)));
  auto twice = compute("twice", {i}, I(gather(I(i), 5)));
  std::vector<float> a{1, 2, 3, 4, 5, 6}, r(10), b(5);
  std::vector<std::int16_t> at{2, -7, 1, 300, 0}, t(5);
  std::vector<std::uint64_t> columns{0, 1, 7, 1, ~std::uint64_t{0}};
  run({}, {over(a, {3, 2}), over(at, {5}), over(columns, {5}), over(r, {5, 2}), over(b, {5}), over(t, {5})}, rows, both, twice);
  CHECK(r == std::vector<float>{5, 6, 1, 2, 3, 4, 5, 6, 1, 2});
  CHECK(b == std::vector<float>{3, 2, 4, 4, 3});  // rows 1, 0, 1, 1, 1; columns 0, 1, 1, 1, 0
  CHECK(t == std::vector<std::int16_t>{1, 2, -7, 0, 2});
}
