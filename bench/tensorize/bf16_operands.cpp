#include "bf16.hpp"

#include <bit>
#include <random>

namespace bf16 {
namespace {

std::uint16_t narrowed(float x) {
  return static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16);
}
float widened(std::uint16_t x) { return std::bit_cast<float>(std::uint32_t{x} << 16); }

}  // namespace

operands::operands(int size) : product(size) {
  std::mt19937 random(7);
  for (auto* all : {&a, &b}) {
    for (std::uint16_t& x : *all) x = narrowed(float(int(random() % 31) - 15));
  }
}

std::string operands::check() const { return compare(widened); }

bool is_runnable() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

}  // namespace bf16
