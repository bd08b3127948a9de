// Math functions where series and identities of others failed: overflow in between, cancellation.
#include <cmath>

#include "ported/check.hpp"

using namespace ported;

namespace {

/// `make`'s values on numbers, in lanes; every back end of one machine gives the same bits.
template <element_type T, class Make>
std::vector<double> on(const std::vector<double>& numbers, const Make& make) {
  const index_t n = static_cast<index_t>(numbers.size());
  return check(
      [&] {
        auto A = input<T>("A", n);
        axis i("i", n);
        auto s = schedule(compute("B", {i}, make(A(i))));
        s.vectorize(s.split(i, 8).inner);
        return s;
      },
      {.values = [&](int, index_t at) { return numbers[static_cast<std::size_t>(at)]; },
       .functions = true});
}

/// Whether each number is `exact(x)` within a relative error.
template <class Exact>
bool close(const std::vector<double>& got, const std::vector<double>& numbers, double error,
           const Exact& exact) {
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const double x = numbers[k];
    const double expected = exact(x);
    if (std::fabs(got[k] - expected) <= error * std::fabs(expected)) continue;
    MESSAGE(x << ": " << got[k] << " and " << expected);
    return false;
  }
  return got.size() == numbers.size();
}

}  // namespace

TEST_CASE("tvm PR 19567: the arc sine of 0.47, by way of the arc tangent") {
  std::vector<double> numbers;
  for (int k = -99; k <= 99; ++k) numbers.push_back(static_cast<float>(k) / 100.0F);
  const auto got = on<float>(numbers, [](auto x) { return atan(x / sqrt((1 - x) * (1 + x))); });
  CHECK(close(got, numbers, 5e-7, [](double x) { return std::asin(x); }));
  CHECK(std::fabs(got[99 + 47] - 0.48929077) < 1e-7);  // not 0.48820966
}

TEST_CASE("tvm PR 19568: the arc tangent of numbers whose squares are infinite") {
  const std::vector<double> numbers{1.9e19F, -3e22F, 3e38F, 1, 1e-20F};
  CHECK(close(on<float>(numbers, [](auto x) { return atan(x); }), numbers, 2.5e-7,
              [](double x) { return std::atan(x); }));
}

TEST_CASE("tvm PR 19568: the error function of tiny numbers doesn't cancel to zero") {
  const std::vector<double> numbers{3e-12F, -1e-30F, 1e-5F, 0.5, 3, -9};
  CHECK(close(on<float>(numbers, [](auto x) { return erf(x); }), numbers, 4e-7,
              [](double x) { return std::erf(x); }));
}

TEST_CASE("tvm PR 19568: hyperbolic functions whose exponentials overflow in between") {
  const std::vector<double> numbers{89, -89, 0.25, 1e-6F, -20};
  // exp(89) is infinite in 32 bits, half of it isn't: exp(x / 2) is multiplied with its half.
  const auto got = on<float>(numbers, [](auto x) {
    const auto root = exp(abs(x) * 0.5F);
    const auto small = 0.5F * expm1(abs(x)) * (1 + 1 / exp(abs(x)));
    const auto size = select(abs(x) < 1, small, root * (0.5F * root) - 0.5F / (root * root));
    return select(x < 0, -size, size);
  });
  CHECK(close(got, numbers, 2e-6, [](double x) { return std::sinh(x); }));
  const std::vector<double> large{200, -1000, 3e38F, 0.5, 1e-10F};
  CHECK(close(on<float>(large, [](auto x) { return tanh(x); }), large, 4e-7,
              [](double x) { return std::tanh(x); }));
  const std::vector<double> tiny{1e-10F, -3e-20F, 0.3F};
  CHECK(close(on<float>(tiny, [](auto x) { return log1p(x); }), tiny, 4e-7,
              [](double x) { return std::log1p(x); }));
}

TEST_CASE("tvm PR 19643: the variance of large numbers that lie close together") {
  const auto norm = check(
      [] {
        auto X = input<float>("X", 1, 4);
        axis i("i", 1), j("j", 4), r("r", 4);
        auto mean = compute("mean", {i}, sum(X(i, r), r));
        auto centred = compute("centred", {i, j}, X(i, j) - mean(i) / 4);
        auto variance = compute("variance", {i}, sum(centred(i, r) * centred(i, r), r));
        auto s = schedule(compute("Y", {i, j}, centred(i, j) / sqrt(variance(i) / 4 + 1e-5F)));
        s.vectorize(j);
        return s;
      },
      {.values = [](int, index_t at) { return 80000.0 + double(at); }});
  const double exact[] = {-1.3416354, -0.44721181, 0.44721181, 1.3416354};
  for (std::size_t k = 0; k < 4; ++k) CHECK(std::fabs(norm[k] - exact[k]) < 1e-6);
}
