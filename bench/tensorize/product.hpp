// A product in memory, and whether what a kernel made of it is right.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace bench {

/// C (n, n) = A (n, n) · B (n, n), all row-major.
template <class Left, class Right, class Sum>
struct product {
  explicit product(int size)
      : n(size), a(std::size_t(n) * n), b(std::size_t(n) * n), c(std::size_t(n) * n) {}

  int n;
  std::vector<Left> a;
  std::vector<Right> b;
  mutable std::vector<Sum> c;

  void poison() const { std::fill(c.begin(), c.end(), Sum(-1)); }

 protected:
  /// Compares C with the naive product of what `value` makes of the elements; empty when they are equal.
  template <class Value>
  std::string compare(const Value& value) const {
    const std::size_t m = n;
    if (expected_.empty()) {
      expected_.assign(m * m, 0);
      for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t r = 0; r < m; ++r) {
          for (std::size_t j = 0; j < m; ++j)
            expected_[i * m + j] += value(a[i * m + r]) * value(b[r * m + j]);
        }
      }
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < m * m; ++i) wrong += c[i] != expected_[i] ? 1 : 0;
    return wrong == 0 ? "" : std::to_string(wrong) + " elements are wrong";
  }

 private:
  mutable std::vector<Sum> expected_;
};

}  // namespace bench
