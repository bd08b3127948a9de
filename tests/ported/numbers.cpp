// Types and special numbers: saturation, NaN, infinities, zeros with signs; the same from constants
// and from data.
#include <cmath>
#include <limits>

#include "ported/check.hpp"

using namespace ported;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// `make`'s values on one row of numbers: by elements and in lanes, the rest of which is guarded.
template <element_type T, class Make>
std::vector<double> on(const std::vector<double>& numbers, const Make& make) {
  const index_t n = static_cast<index_t>(numbers.size());
  std::vector<double> all;
  for (const bool lanes : {false, true}) {
    all = check(
        [&] {
          auto A = input<T>("A", n);
          axis i("i", n);
          auto s = schedule(compute("B", {i}, make(A(i))));
          if (lanes) s.vectorize(s.split(i, 16).inner);
          return s;
        },
        {.values = [&](int, index_t at) { return numbers[static_cast<std::size_t>(at)]; }});
  }
  return all;
}

/// Whether both are the same number, or both NaN, everywhere.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  bool equal = a.size() == b.size();
  for (std::size_t k = 0; equal && k < a.size(); ++k) {
    equal = std::isnan(a[k]) ? std::isnan(b[k])
                             : a[k] == b[k] && std::signbit(a[k]) == std::signbit(b[k]);
    if (!equal) MESSAGE("element " << k << ": " << a[k] << " and " << b[k]);
  }
  return equal;
}

}  // namespace

TEST_CASE("ORT 31140: the place of the least number among NaN, from constants and from data") {
  const maker folded = [] {
    axis i("i", 3), j("j", 2);
    const auto missing = constant(std::numeric_limits<float>::quiet_NaN());
    const auto is_nan = select(i == 1, constant(1),
                               select(i == 0, cast<std::int32_t>(j), 1 - cast<std::int32_t>(j)));
    auto A = compute("A", {i, j}, select(is_nan == 1, missing, constant(0.0F)));
    auto [least, where] = compute("least", {i}, argmin(A(i, j), j));
    return schedule(least, where);
  };
  const maker from_data = [] {
    auto A = input<float>("A", 3, 2);
    axis i("i", 3), j("j", 2);
    auto [least, where] = compute("least", {i}, argmin(A(i, j), j));
    return schedule(least, where);
  };
  const double rows[] = {0, not_a_number, not_a_number, not_a_number, not_a_number, 0};
  const std::vector<double> places{0, 0, 1};
  CHECK(check(folded) == places);
  CHECK(check(from_data, {.values = [&](int, index_t at) { return rows[at]; }}) == places);
}

TEST_CASE("ORT 31163: 1 / sqrt(0) * 0 is the same whether it is folded or computed") {
  const auto folded = on<float>({0, 1, 2}, [](auto x) {
    return select(x < 10, 1 / sqrt(constant(0.0F)) * 0, x);  // never folded away by the condition
  });
  const auto computed = on<float>({0, 0, 0}, [](auto x) { return 1 / sqrt(x) * x; });
  CHECK(same(folded, computed));
  CHECK(same(computed, {not_a_number, not_a_number, not_a_number}));
  CHECK(same(on<float>({0, -0.0}, [](auto x) { return 1 / x; }), {infinity, -infinity}));
}

TEST_CASE("tvm PR 19535: limits that are NaN limit nothing, and NaN stays NaN") {
  const std::vector<double> numbers{0.5, -3, 4.5, 11, not_a_number};
  const float none = std::numeric_limits<float>::quiet_NaN();
  CHECK(same(on<float>(numbers, [=](auto x) { return clamp(x, 0, none); }),
             {0.5, 0, 4.5, 11, not_a_number}));
  CHECK(same(on<float>(numbers, [=](auto x) { return clamp(x, none, 6); }),
             {0.5, -3, 4.5, 6, not_a_number}));
  CHECK(same(on<float>(numbers, [=](auto x) { return clamp(x, 0, 6); }),
             {0.5, 0, 4.5, 6, not_a_number}));
}

TEST_CASE("tvm PR 19750: max(NaN, 0) is NaN in lanes too") {
  const std::vector<double> numbers{not_a_number, 9,    -9,       0,
                                    not_a_number, -0.0, infinity, -infinity};
  CHECK(same(on<float>(numbers, [](auto x) { return max(x, 0); }),
             {not_a_number, 9, 0, 0, not_a_number, -0.0, infinity, 0}));
  CHECK(same(on<double>(numbers, [](auto x) { return min(x, 0); }),
             {not_a_number, 0, -9, 0, not_a_number, -0.0, 0, -infinity}));
}

TEST_CASE("tvm PR 18772: NaN is true, as a constant, from data and computed") {
  const auto all = on<float>({not_a_number, -1, 0, -0.0, 5}, [](auto x) {
    const auto computed = cast<bool>(sqrt(x));  // of -1: NaN
    const auto folded = cast<bool>(constant(std::numeric_limits<float>::quiet_NaN()));
    return cast<std::int32_t>(cast<bool>(x)) + 10 * cast<std::int32_t>(computed) +
           100 * cast<std::int32_t>(folded);
  });
  CHECK(all == std::vector<double>{111, 111, 100, 100, 111});
}

TEST_CASE("tvm 13048: bool(-1) is 1") {
  const auto truth = [](auto x) { return cast<std::int32_t>(cast<bool>(x)); };
  CHECK(on<std::int64_t>({-1, 0, 2, -4294967296.0}, truth) == std::vector<double>{1, 0, 1, 1});
  CHECK(on<std::int8_t>({-1, 0, 2, -128}, truth) == std::vector<double>{1, 0, 1, 1});
  CHECK(on<float>({-1, 0, 0.25, 1e-40}, truth) == std::vector<double>{1, 0, 1, 1});
}

TEST_CASE("ORT 25823: zero is number 128 of symmetric 8-bit numbers, and ties go to the even one") {
  const auto quantized = on<float>({0, -1, 1, -2, 0.5 / 127, 1.5 / 127, -0.5 / 127}, [](auto x) {
    return cast<std::uint8_t>(clamp(round_even(x * 127.0F) + 128.0F, 0, 255));
  });
  CHECK(quantized == std::vector<double>{128, 1, 255, 0, 128, 130, 128});
}

TEST_CASE("onnx PR 7868: a product that is scaled to 8 bits saturates") {
  const auto product = [](auto zero, double a, double b, float scale) {
    using T = decltype(zero);
    return check(
        [=] {
          auto A = input<T>("A", 2, 3);
          auto B = input<T>("B", 3, 2);
          axis i("i", 2), j("j", 2), r("r", 3);
          auto C = compute("C", {i, j},
                           sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(r, j)), r));
          auto s =
              schedule(compute("D", {i, j}, cast<T>(round_even(cast<float>(C(i, j)) * scale))));
          s[C].compute_at(s, j);
          return s;
        },
        {.values = [=](int k, index_t at) { return (at == 0 ? 1 : 0) * (k == 0 ? a : b); }});
  };
  CHECK(product(std::uint8_t{}, 100, 100, 5.0F)[0] == 255);  // 80 if it wrapped
  CHECK(product(std::int8_t{}, -100, 100, 2.0F)[0] == -128);
  CHECK(product(std::int8_t{}, 100, 100, 2.0F)[0] == 127);
  CHECK(product(std::uint8_t{}, 100, 100, 0.01F)[0] == 100);
}

TEST_CASE("pytorch 93829: the negative of an unsigned byte wraps before it is compared") {
  const auto more = [](auto x) { return cast<std::int32_t>(-x > x); };
  CHECK(on<std::uint8_t>({5, 0, 128, 200, 127}, more) == std::vector<double>{1, 0, 0, 0, 1});
  const auto wide = [](auto x) { return cast<std::int32_t>(-x); };
  CHECK(on<std::uint8_t>({5, 0, 128, 200}, wide) == std::vector<double>{251, 0, 128, 56});
}

TEST_CASE("tvm PR 19801: values of one structure that differ in a constant stay two") {
  const auto zeros = on<float>(
      {1, -1}, [](auto x) { return (x * 0.0F) / (x * -0.0F) + 1 / (x * 0.0F) - 1 / (x * -0.0F); });
  CHECK(same(zeros, {not_a_number, not_a_number}));
  const auto signs = on<double>({1, -1}, [](auto x) { return 1 / (x * 0.0) - 1 / (x * -0.0); });
  CHECK(same(signs, {infinity, -infinity}));
  const auto all = on<std::int32_t>(
      {3, 4}, [](auto x) { return (x * 2 + 1) * 1000 + (x * 3 + 1) * 10 + (x * 2 + 2); });
  CHECK(all == std::vector<double>{7108, 9140});
}
