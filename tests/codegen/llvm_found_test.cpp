// Mistakes of machine code that random programs found, each as the smallest description that
// showed it.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include <tenon/kernel/explain.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/runtime/guarded.hpp>

using namespace tenon;

TEST_CASE("every fourth element of few is gathered without a look past the last one") {
  const auto gather = [](extent n) {
    auto A = input<std::uint8_t>("A", n);
    axis i("i", n);
    auto B = compute("B", {i}, cast<float>(A(i)));
    auto s = schedule(B);
    auto [o, in] = s.split(i, 7);
    auto t = s.tile(o, in, 2, 4);
    s.vectorize(t.outer_j);
    return s;
  };
  guarded_tensor<std::uint8_t> a({5}, guard::after);
  guarded_tensor<float> b({5}, guard::after);
  for (index_t i = 0; i < 5; ++i) a.view()(i) = static_cast<std::uint8_t>(i + 3);
  jit(gather, 5)(a.view(), b.view());
  for (index_t i = 0; i < 5; ++i) CHECK(b.view()(i) == float(i + 3));
}

TEST_CASE("a division by a vector with one zero divides in its other lanes") {
  const auto divide = [](extent n) {
    auto A = input<std::int8_t>("A", 1);
    axis i("i", n), r("r", 1);
    auto B = compute("B", {i}, sum(A(r) / cast<std::int8_t>(i * -1), r));
    auto s = schedule(B);
    s.vectorize(i);
    return s;
  };
  guarded_tensor<std::int8_t> a({1}, guard::after);
  guarded_tensor<std::int8_t> b({2}, guard::after);
  a.view()(0) = 3;
  jit(divide, 2)(a.view(), b.view());
  CHECK(b.view()(0) == 0);
  CHECK(b.view()(1) == -3);
}

TEST_CASE("the larger of a half and a number is taken in float, by vectors where asked") {
  for (const bool vectors : {false, true}) {
    const auto larger = [vectors](extent n) {
      auto A = input<half>("A", n);
      axis i("i", n);
      auto B = compute("B", {i}, cast<float>(cast<half>(max(5.0f, cast<float>(A(i))))));
      auto s = schedule(B);
      if (vectors) s.vectorize(s.split(i, 8).inner);
      return s;
    };
    CAPTURE(vectors);
    const jit_kernel kernel(lower_description(preset(isa::avx2_fma), larger, 16));
    if (!kernel.code().is_runnable()) {
      MESSAGE("skipped: this machine lacks AVX2 or FMA");
      return;
    }
    guarded_tensor<half> a({16}, guard::after);
    guarded_tensor<float> b({16}, guard::after);
    for (index_t i = 0; i < 16; ++i) a.view()(i) = half(float(i) - 0.5f);
    kernel(a.view(), b.view());
    for (index_t i = 0; i < 16; ++i) CHECK(b.view()(i) == std::max(5.0f, float(i) - 0.5f));
    // Comparisons of halves would be made lane by lane.
    if (vectors) CHECK(explain(kernel).find("ucomiss") == std::string::npos);
  }
}
