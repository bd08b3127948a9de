#include "operands.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include <tenon/runtime/memory.hpp>

namespace matmul {
namespace {

using block = tenon::aligned_memory;

block allocate(std::size_t bytes) {
  return block::try_allocate(static_cast<tenon::index_t>(bytes));
}

template <class T>
void fill(void* where, std::size_t count, int low, int high, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> pick(low, high);
  T* values = static_cast<T*>(where);
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<T>(pick(random));
}

// The textbook product with its loops in the order i, r, j.
template <class T>
std::vector<T> naive(const operands& o) {
  const problem& p = o.shape();
  const std::size_t m = p.m, n = p.n, k = p.k;
  std::vector<T> b(k * n), c(m * n, T(0));
  for (std::size_t r = 0; r < k; ++r) {
    for (std::size_t j = 0; j < n; ++j) {
      b[r * n + j] = p.b_transposed ? o.b<T>()[j * k + r] : o.b<T>()[r * n + j];
    }
  }
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t r = 0; r < k; ++r) {
      const T a = p.a_transposed ? o.a<T>()[r * m + i] : o.a<T>()[i * k + r];
      for (std::size_t j = 0; j < n; ++j) c[i * n + j] += a * b[r * n + j];
    }
  }
  if (p.bias_relu) {
    for (std::size_t i = 0; i < m * n; ++i) c[i] = std::max(T(0), c[i] + o.bias<T>()[i % n]);
  }
  return c;
}

template <class T>
std::string compare(const std::vector<T>& expected, const operands& o) {
  const std::size_t zeros =
      static_cast<std::size_t>(std::count(expected.begin(), expected.end(), T(0)));
  if (zeros * 10 > expected.size() * 3) return "the expected result is mostly zeros";
  const T* got = o.c<T>();
  std::size_t wrong = 0, first = 0;
  for (std::size_t i = expected.size(); i-- > 0;) {
    if (got[i] == expected[i]) continue;
    ++wrong;
    first = i;
  }
  if (wrong == 0) return "";
  char text[160];
  std::snprintf(text, sizeof text,
                "%zu of %zu elements differ, the first at (%zu, %zu): %g, not %g", wrong,
                expected.size(), first / o.shape().n, first % o.shape().n,
                static_cast<double>(got[first]), static_cast<double>(expected[first]));
  return text;
}

}  // namespace

struct operands::memory {
  problem p;
  block a, b, bias, c;
  std::vector<float> expected_float;
  std::vector<double> expected_double;
};

operands::operands(const problem& p) : memory_(new memory) {
  const std::size_t m = p.m, n = p.n, k = p.k, size = p.is_double ? 8 : 4;
  memory_->p = p;
  memory_->a = allocate(m * k * size);
  memory_->b = allocate(k * n * size);
  memory_->bias = allocate(n * size);
  memory_->c = allocate(m * n * size);
  a_ = memory_->a.data();
  b_ = memory_->b.data();
  bias_ = memory_->bias.data();
  c_ = memory_->c.data();
  const auto fill_any = p.is_double ? fill<double> : fill<float>;
  fill_any(a_, m * k, -8, 8, 1);
  fill_any(b_, k * n, -8, 8, 2);
  fill_any(bias_, n, 0, 2000, 3);
}

operands::~operands() = default;

const problem& operands::shape() const { return memory_->p; }

void operands::poison() const {
  const std::size_t count = std::size_t(memory_->p.m) * memory_->p.n;
  if (memory_->p.is_double) {
    std::fill_n(c<double>(), count, std::numeric_limits<double>::quiet_NaN());
  } else {
    std::fill_n(c<float>(), count, std::numeric_limits<float>::quiet_NaN());
  }
}

std::string operands::check() const {
  if (memory_->p.is_double) {
    if (memory_->expected_double.empty()) memory_->expected_double = naive<double>(*this);
    return compare(memory_->expected_double, *this);
  }
  if (memory_->expected_float.empty()) memory_->expected_float = naive<float>(*this);
  return compare(memory_->expected_float, *this);
}

}  // namespace matmul
