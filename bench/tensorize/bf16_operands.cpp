#include "bf16.hpp"

#include <algorithm>
#include <bit>
#include <random>

namespace bf16 {
namespace {

std::uint16_t narrowed(float x) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16);
}
float widened(std::uint16_t x) { return std::bit_cast<float>(std::uint32_t{x} << 16); }

}  // namespace

operands::operands(int size)
    : n(size), a(std::size_t(n) * n), b(std::size_t(n) * n), c(std::size_t(n) * n) {
  std::mt19937 random(7);
  for (auto* all : {&a, &b}) {
    for (std::uint16_t& x : *all) x = narrowed(float(int(random() % 31) - 15));
  }
}

void operands::poison() const { std::fill(c.begin(), c.end(), -1.0F); }

std::string operands::check() const {
  const std::size_t m = n;
  if (expected_.empty()) {
    expected_.assign(m * m, 0);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t r = 0; r < m; ++r) {
        for (std::size_t j = 0; j < m; ++j)
          expected_[i * m + j] += widened(a[i * m + r]) * widened(b[r * m + j]);
      }
    }
  }
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < m * m; ++i) wrong += c[i] != expected_[i] ? 1 : 0;
  return wrong == 0 ? "" : std::to_string(wrong) + " elements are wrong";
}

bool is_runnable() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

}  // namespace bf16
