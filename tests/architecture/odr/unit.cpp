// Compiled twice, for two machines by two compilers, into one program; UNIT names the copy.
#include <tenon/tenon.hpp>

#include "descriptions.hpp"

#define TENON_TEST_JOIN_(name) run_##name
#define TENON_TEST_JOIN(name) TENON_TEST_JOIN_(name)

namespace {

using tenon::index_t;
using tenon::tensor;

constexpr index_t m = 5, n = 19, k = 7;

/// What a kernel for `product` does wrong on small whole numbers, or null.
template <class Kernel> const char* check_product(const Kernel& compute, const char* wrong) {
  tensor<float> a(m, k), b(k, n), c(m, n);
  for (index_t i = 0; i < m * k; ++i) a.data()[i] = static_cast<float>(i % 5 + 1);
  for (index_t i = 0; i < k * n; ++i) b.data()[i] = static_cast<float>(i % 7 + 1);
  compute(a, b, c);
  for (index_t i = 0; i < m; ++i) {
    for (index_t j = 0; j < n; ++j) {
      float expected = 0;
      for (index_t r = 0; r < k; ++r) expected += a.data()[i * k + r] * b.data()[r * n + j];
      if (c.data()[i * n + j] != expected) return wrong;
    }
  }
  return nullptr;
}

/// The same for `blur`.
template <class Kernel> const char* check_blur(const Kernel& compute, const char* wrong) {
  tensor<float> a(n + 2), c(n);
  for (index_t i = 0; i < n + 2; ++i) a.data()[i] = static_cast<float>(i * i % 11 + 1);
  compute(a, c);
  for (index_t i = 0; i < n; ++i) {
    if (c.data()[i] != a.data()[i] + 2 * a.data()[i + 1] + a.data()[i + 2]) return wrong;
  }
  return nullptr;
}

}  // namespace

const char* TENON_TEST_JOIN(UNIT)();

const char* TENON_TEST_JOIN(UNIT)() {
  const char* wrong = check_product(tenon::kernel<product, m, n, k>(), "the native product is wrong");
  if (wrong == nullptr) wrong = check_blur(tenon::kernel<blur, n>(), "the native blur is wrong");
#if defined(TENON_LLVM_LIBRARY_PATH)
  if (wrong == nullptr) {
    const auto one = [](auto&... tensors) { tenon::run<product>(tensors...); };
    wrong = check_product(one, "the product by LLVM is wrong");
  }
  if (wrong == nullptr) {
    wrong = check_blur(tenon::jit(blur, tenon::dynamic), "the blur by LLVM is wrong");
  }
#endif
  return wrong;
}
