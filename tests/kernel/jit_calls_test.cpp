// Calls of kernels: whose threads, whose memory, which containers; nested and concurrent calls;
// empty tensors; two results and updates in place.
#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

#include <tenon/jit.hpp>
#if __has_include(<Eigen/Core>)
#include <tenon/eigen.hpp>
#endif

#include "kernel/descriptions.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace tenon;

tensor<float> random_matrix(index_t m, index_t n, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> reals(-1, 1);
  tensor<float> t(m, n);
  for (index_t i = 0; i < m; ++i) {
    for (index_t j = 0; j < n; ++j) t(i, j) = reals(random);
  }
  return t;
}

bool same_bits(const tensor<float>& a, const tensor<float>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
}

const jit_kernel& product() {
  static const jit_kernel k = jit(descriptions::matmul, dynamic, dynamic, dynamic);
  return k;
}

/// Notes which worker ran what, and can refuse.
class counting_executor final : public executor {
 public:
  index_t workers() const override { return 2; }
  void parallel_for(index_t extent, parallel_body body, void* context) override {
    ++loops;
    if (refuse) fail(blame::user, "no threads today");
    for (index_t i = extent; i-- > 0;) body(context, i, i + 1, i % 2);
  }
  int loops = 0;
  bool refuse = false;
};

}  // namespace

TEST_CASE("any number of threads gives the same bits on random reals") {
  const tensor<float> a = random_matrix(61, 45, 1), b = random_matrix(45, 83, 2);
  tensor<float> alone(61, 83), shared(61, 83);
  serial_executor serial;
  product().run({.threads = &serial}, a, b, alone);
  CHECK(alone(60, 82) != 0);
  for (const index_t workers : {1, 2, 4, 8}) {
    thread_pool pool(workers);
    for (int repeat = 0; repeat < 5; ++repeat) {
      std::fill_n(shared.data(), shared.size(), -1.0f);
      product().run({.threads = &pool}, a, b, shared);
      CAPTURE(workers);
      CHECK(same_bits(alone, shared));
    }
  }
}

TEST_CASE("the caller's executor runs parallel loops, and its exception reaches the caller") {
  const tensor<float> a = random_matrix(9, 5, 1), b = random_matrix(5, 8, 2);
  tensor<float> c(9, 8), expected(9, 8);
  product()(a, b, expected);
  counting_executor mine;
  product().run({.threads = &mine}, a, b, c);
  CHECK(mine.loops == 1);
  CHECK(same_bits(c, expected));
  mine.refuse = true;
  CHECK(sentence([&] { product().run({.threads = &mine}, a, b, c); }) == "user: no threads today");
}

TEST_CASE("the size of the workspace can be asked, and the workspace supplied") {
  const tensor<float> a = random_matrix(40, 30, 1), b = random_matrix(30, 50, 2);
  tensor<float> c(40, 50), expected(40, 50);
  product()(a, b, expected);
  const index_t bytes = product().workspace_bytes(1, a, b, c);
  CHECK(bytes >= 30 * 56 * 4);  // the packed operand, whole groups of columns
  alignas(64) static std::byte memory[1 << 16];
  REQUIRE(bytes < index_t(sizeof memory));
  serial_executor serial;
  workspace enough(std::span<std::byte>(memory, static_cast<std::size_t>(bytes)));
  product().run({.threads = &serial, .memory = &enough}, a, b, c);
  CHECK(same_bits(c, expected));
  CHECK(enough.peak() == bytes);
  workspace little(std::span<std::byte>(memory, static_cast<std::size_t>(bytes - 1)));
  const std::string said =
      sentence([&] { product().run({.threads = &serial, .memory = &little}, a, b, c); });
  CHECK(said.find("the kernel needs " + std::to_string(bytes)) != std::string::npos);
}

TEST_CASE("calls nest in parallel bodies and run beside each other") {
  const tensor<float> a = random_matrix(33, 21, 1), b = random_matrix(21, 40, 2);
  tensor<float> expected(33, 40);
  product()(a, b, expected);
  thread_pool pool(3);
  std::vector<tensor<float>> nested(6, tensor<float>(33, 40));
  pool.for_pieces(6, [&](index_t begin, index_t end, index_t) {
    for (index_t i = begin; i < end; ++i) {
      product().run({.threads = &pool}, a, b, nested[static_cast<std::size_t>(i)]);
    }
  });
  for (const auto& c : nested) CHECK(same_bits(c, expected));
  std::vector<tensor<float>> beside(4, tensor<float>(33, 40));
  std::vector<std::thread> threads;
  for (auto& c : beside) {
    threads.emplace_back([&] {
      for (int repeat = 0; repeat < 20; ++repeat) product()(a, b, c);
    });
  }
  for (std::thread& t : threads) t.join();
  for (const auto& c : beside) CHECK(same_bits(c, expected));
}

TEST_CASE("numbers, vectors, spans and strided views are arguments") {
  const jit_kernel axpy = jit(descriptions::scalars, dynamic);
  std::vector<float> x{1, 2, 3, 4, 5}, y{10, 20, 30, 40, 50};
  axpy(y, 2.0f, x);  // the updated tensor is read first
  CHECK(y == std::vector<float>{12, 24, 36, 48, 60});
  axpy(std::span<float>(y), -1.0f, std::span<const float>(x));
  CHECK(y == std::vector<float>{11, 22, 33, 44, 55});
  // A block of a larger matrix as input, another as output.
  const tensor<float> whole = random_matrix(20, 30, 3), b = random_matrix(7, 9, 4);
  tensor<float> copied(5, 7), expected(5, 9), target(20, 30);
  const view<const float> block(whole.data() + 2 * 30 + 3, {5, 7}, {30, 1});
  for (index_t i = 0; i < 5; ++i) {
    for (index_t j = 0; j < 7; ++j) copied(i, j) = block(i, j);
  }
  product()(copied, b, expected);
  std::fill_n(target.data(), target.size(), 7.0f);
  product()(block, b, view<float>(target.data() + 30 + 1, {5, 9}, {30, 1}));
  int wrong = 0;
  for (index_t i = 0; i < 20; ++i) {
    for (index_t j = 0; j < 30; ++j) {
      const bool inside = i >= 1 && i < 6 && j >= 1 && j < 10;
      wrong += target(i, j) != (inside ? expected(i - 1, j - 1) : 7.0f);
    }
  }
  CHECK(wrong == 0);
}

#if __has_include(<Eigen/Core>)
TEST_CASE("Eigen's matrices are arguments, in either order where the description says so") {
  using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  row_major a(6, 4), b(4, 5), c(6, 5);
  for (int i = 0; i < a.size(); ++i) a.data()[i] = float(i % 7 - 3);
  for (int i = 0; i < b.size(); ++i) b.data()[i] = float(i % 5 - 2);
  product()(a, b, c);
  CHECK(c == row_major(a * b));
  Eigen::MatrixXf columns(4, 6);
  for (int i = 0; i < columns.size(); ++i) columns.data()[i] = float(i);
  row_major shifted(6, 4);
  jit(descriptions::layout, dynamic, dynamic)(columns, shifted);
  CHECK(shifted == row_major(columns.transpose().array() - 3));
  CHECK(sentence([&] { product()(columns, b, c); }).find("stride") != std::string::npos);
}
#endif

TEST_CASE("two results, updates in place, several outputs") {
  std::vector<std::int32_t> values{3, 9, 1, 9, 4, 4};
  tensor<std::int32_t> most(2);
  tensor<std::int64_t> where(2);
  jit(descriptions::two_results, dynamic, dynamic)(view<std::int32_t>(values.data(), {2, 3}), most, where);
  CHECK(most(0) == 9);
  CHECK(where(0) == 1);
  CHECK(most(1) == 9);
  CHECK(where(1) == 0);
  const tensor<float> a = random_matrix(5, 3, 1), b = random_matrix(3, 9, 2);
  tensor<float> c(5, 9), sum(5, 9);
  std::fill_n(c.data(), c.size(), 0.0f);
  product()(a, b, sum);
  const jit_kernel add = jit(descriptions::update_in_place, dynamic, dynamic, dynamic);
  add(c, a, b);
  CHECK(same_bits(c, sum));
  add(c, a, b);
  CHECK(std::fabs(c(4, 8) - 2 * sum(4, 8)) <= 1e-6f);
}

TEST_CASE("empty tensors: nothing is written, empty reductions give the identity") {
  tensor<float> none(0, 4), b(4, 5), c(0, 5);
  product()(none, b, c);
  tensor<float> a(3, 0), empty(0, 5), zeros(3, 5);
  std::fill_n(zeros.data(), zeros.size(), -1.0f);
  product()(a, empty, zeros);
  CHECK(std::accumulate(zeros.data(), zeros.data() + 15, 0.0f) == 0);
  CHECK(zeros(2, 4) == 0);
  tensor<std::int32_t> nothing(2, 0), most(2);
  tensor<std::int64_t> where(2);
  jit(descriptions::two_results, dynamic, dynamic)(nothing, most, where);
  CHECK(most(1) == std::numeric_limits<std::int32_t>::lowest());
  CHECK(where(1) == 0);
}

TEST_CASE("a description takes its tile from the machine it is lowered for") {
  for (const isa set : {isa::sse2, isa::avx2_fma, isa::avx512}) {
    const std::string text = explain_for(preset(set), descriptions::from_target, 4, 100);
    const index_t lanes = preset(set).lanes(element::f32);
    CAPTURE(text);
    CHECK(text.find("lane < " + std::to_string(lanes) + ")") != std::string::npos);
  }
}
