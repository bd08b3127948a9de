// The matrix products that are measured, as constants, so that a kernel can be compiled for each.
#pragma once

#include <array>
#include <cstdint>

namespace matmul {

/// Which table a case belongs to.
enum class group { square_float, square_double, transposed, epilogue, odd };

/// C (m, n) = A (m, k) · B (k, n), row-major; a transposed operand is stored as its transpose.
struct problem {
  group in;
  int m, n, k;
  bool is_double = false;
  bool a_transposed = false;
  bool b_transposed = false;
  bool bias_relu = false;  ///< C = max(0, A · B + bias), bias (n)
};

inline constexpr int sizes[][3] = {
    {128, 128, 128},    {256, 256, 256},    {512, 512, 512}, {768, 768, 768},  {1024, 1024, 1024},
    {1536, 1536, 1536}, {2048, 2048, 2048}, {1, 1024, 1024}, {32, 1024, 1024}, {16, 4096, 1024}};
inline constexpr int size_count = 10;
inline constexpr int transposed_sizes[][3] = {
    {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024}, {32, 1024, 1024}};
inline constexpr int epilogue_sizes[][3] = {
    {128, 128, 128}, {512, 512, 512}, {1024, 1024, 1024}, {32, 1024, 1024}, {16, 4096, 1024}};
inline constexpr int odd_count = 20;
inline constexpr int case_count = 2 * size_count + 2 * 4 + 5 + odd_count;

/// An odd number in [17, 769], from a linear congruential generator with a fixed seed.
constexpr int next_odd(std::uint32_t& seed) {
  seed = seed * 1664525U + 1013904223U;
  return 17 + 2 * static_cast<int>((seed >> 16) % 377);
}

constexpr std::array<problem, case_count> make_cases() {
  std::array<problem, case_count> made{};
  int at = 0;
  for (const auto& s : sizes) made[at++] = {group::square_float, s[0], s[1], s[2]};
  for (const auto& s : sizes) made[at++] = {group::square_double, s[0], s[1], s[2], true};
  for (const auto& s : transposed_sizes) {
    made[at++] = {group::transposed, s[0], s[1], s[2], false, true, false};
    made[at++] = {group::transposed, s[0], s[1], s[2], false, false, true};
  }
  for (const auto& s : epilogue_sizes) {
    made[at++] = {group::epilogue, s[0], s[1], s[2], false, false, false, true};
  }
  std::uint32_t seed = 20240607;
  for (int i = 0; i < odd_count; ++i) {
    const int m = next_odd(seed), n = next_odd(seed), k = next_odd(seed);
    made[at++] = {group::odd, m, n, k};
  }
  return made;
}

/// Every case; its position here is its index elsewhere.
inline constexpr std::array<problem, case_count> cases = make_cases();

}  // namespace matmul
