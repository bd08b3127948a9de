#include <algorithm>
#include <random>

#include "cases.hpp"

namespace bytes {

operands::operands(int size, int most)
    : n(size), a(std::size_t(n) * n), b(std::size_t(n) * n), c(std::size_t(n) * n) {
  std::mt19937 random(5);
  for (std::uint8_t& x : a)
    x = static_cast<std::uint8_t>(random() % (static_cast<unsigned>(most) + 1));
  for (std::int8_t& x : b) x = static_cast<std::int8_t>(random());
}

void operands::poison() const { std::fill(c.begin(), c.end(), -1); }

std::string operands::check() const {
  const std::size_t m = n;
  if (expected_.empty()) {
    expected_.assign(m * m, 0);
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t r = 0; r < m; ++r) {
        for (std::size_t j = 0; j < m; ++j)
          expected_[i * m + j] += int(a[i * m + r]) * int(b[r * m + j]);
      }
    }
  }
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < m * m; ++i) wrong += c[i] != expected_[i] ? 1 : 0;
  return wrong == 0 ? "" : std::to_string(wrong) + " elements are wrong";
}

}  // namespace bytes
