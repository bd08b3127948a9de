// Compiled kernels that are kept for the next call: which call gets which.
#include <doctest/doctest.h>

#include <vector>

#include <tenon/kernel/run.hpp>

using namespace tenon;

namespace {

/// Descriptions of one type, told apart by their values alone.
struct scaled {
  int factor;
  constexpr schedule operator()(extent n) const {
    auto A = input<std::int32_t>("A", n);
    axis i("i", n);
    return schedule(compute("B", {i}, A(i) * factor + 1));
  }
};
/// Of one text, and of two types.
inline constexpr auto twice = [](extent n) {
  auto A = input<std::int32_t>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i) * 2 + 1));
};
inline constexpr auto thrice = [](extent n) {
  auto A = input<std::int32_t>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i) * 3 + 1));
};

using elements = std::vector<std::int32_t>;

bool has_llvm() { return codegen::llvm_library::instance().available(); }

}  // namespace

TEST_CASE("tvm security: a kernel of the same structure is kept and another one is asked for") {
  if (!has_llvm()) return;
  kernel_cache cache;
  const elements a{1, 2, 3};
  elements b(3);
  run_with<twice>({.cache = &cache}, a, b);
  CHECK(b == elements{3, 5, 7});
  run_with<thrice>({.cache = &cache}, a, b);
  CHECK(b == elements{4, 7, 10});
  run_with<twice>({.cache = &cache}, a, b);
  CHECK(b == elements{3, 5, 7});
  CHECK(cache.compilations() == 2);
}

TEST_CASE("tvm security: descriptions of one type that differ in a constant") {
  if (!has_llvm()) return;
  kernel_cache cache;
  const elements a{1, 2, 3};
  elements b(3);
  run_with<scaled{2}>({.cache = &cache}, a, b);
  CHECK(b == elements{3, 5, 7});
  run_with<scaled{5}>({.cache = &cache}, a, b);
  CHECK(b == elements{6, 11, 16});
  run_with<scaled{2}>({.cache = &cache}, a, b);
  CHECK(b == elements{3, 5, 7});
  CHECK(cache.compilations() == 2);
}
