// Whole programs through the bundled LLVM: predicated tails, register tiles, ring buffers in a
// worker's workspace, store groups, lets, guards and parallel loops on several threads.
#include <doctest/doctest.h>

#include <cstring>
#include <random>
#include <stdexcept>
#include <thread>
#include <vector>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/codegen/llvm/library.hpp>
#include <tenon/core/box.hpp>

#include "../ir/programs.hpp"

namespace {

using namespace tenon;

/// Runs a loop in two pieces on two threads, the later one first.
void two_workers(void*, index_t extent, parallel_body body, void* context) {
  std::thread other(body, context, extent / 2, extent, 1);
  body(context, 0, extent / 2, 0);
  other.join();
}

struct arguments {
  std::vector<void*> tensors;
  std::vector<index_t> parameters;
  index_t shared = 0;
  index_t worker = 0;
};

/// Compiles for an instruction set and runs; false when this machine can't.
bool run(ir::program& p, isa set, const arguments& a) {
  p.machine = preset(set);
  const codegen::compiled_function f(p);
  if (!f.is_runnable()) return false;
  std::vector<unsigned char> memory(static_cast<std::size_t>(a.shared + 2 * a.worker + 64), 0xcd);
  unsigned char* start =
      memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) % 64;
  f(kernel_call{a.tensors.data(), a.parameters.data(), start, a.shared, a.worker, nullptr,
                two_workers});
  return true;
}

constexpr isa sets[] = {isa::sse2, isa::avx2_fma, isa::avx512};

TEST_CASE("vector addition of any length") {
  for (isa set : sets) {
    for (index_t n : {0, 1, 7, 8, 9, 31}) {
      box<ir::program> p;
      programs::vector_add(*p);
      const auto size = static_cast<std::size_t>(n);
      std::vector<float> a(size), b(size), c(size + 1, -1.0f);
      for (std::size_t i = 0; i < size; ++i) {
        a[i] = static_cast<float>(i * 3);
        b[i] = static_cast<float>(i) - 100.0f;
      }
      if (!run(*p, set, {{a.data(), b.data(), c.data()}, {n}})) continue;
      for (std::size_t i = 0; i < size; ++i) CHECK(c[i] == a[i] + b[i]);
      CHECK(c[size] == -1.0f);
    }
  }
}

TEST_CASE("matmul with a register tile, rows in parallel") {
  std::vector<float> a(30), b(40);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 7) - 2.0f;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 5) - 1.0f;
  for (isa set : sets) {
    box<ir::program> p;
    programs::matmul(*p);
    std::vector<float> c(48, -1.0f);
    if (!run(*p, set, {{a.data(), b.data(), c.data()}, {}})) continue;
    for (std::size_t i = 0; i < 6; ++i) {
      for (std::size_t j = 0; j < 8; ++j) {
        float sum = 0;
        for (std::size_t k = 0; k < 5; ++k) sum += a[i * 5 + k] * b[k * 8 + j];
        CHECK(c[i * 8 + j] == sum);
      }
    }
  }
}

TEST_CASE("a ring of two rows") {
  for (isa set : sets) {
    box<ir::program> p;
    programs::ring(*p);
    std::vector<std::int32_t> a(24), c(20, -1);
    for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<std::int32_t>(i * i);
    if (!run(*p, set, {{a.data(), c.data()}, {}, 0, 64})) continue;
    for (std::size_t i = 0; i < c.size(); ++i) CHECK(c[i] == 10 * (a[i] + a[i + 4]));
  }
}

TEST_CASE("argmax reads both old values") {
  for (isa set : sets) {
    box<ir::program> p;
    programs::argmax(*p);
    std::vector<std::int16_t> a{3, -4, 9, 9, 2};
    std::int16_t value = 0;
    std::int64_t position = 0;
    if (!run(*p, set, {{a.data(), &value, &position}, {5}})) continue;
    CHECK(value == 9);
    CHECK(position == 2);
    CHECK(run(*p, set, {{a.data(), &value, &position}, {0}}));
    CHECK(value == -32768);
    CHECK(position == -1);
  }
}

TEST_CASE("loads outside give zero") {
  for (isa set : sets) {
    box<ir::program> p;
    programs::padded(*p);
    std::vector<double> a{1, 10, 100, 1000}, c(4, -1.0);
    if (!run(*p, set, {{a.data(), c.data()}, {4}})) continue;
    CHECK(c == std::vector<double>{12, 121, 1210, 2100});
  }
}

/// C[i] = let of operands that the call knows, and of constants.
TEST_CASE("lets") {
  using namespace programs;
  for (index_t x : {-9, -8, -1, 0, 1, 7, 8, 9}) {
    box<program> storage;
    program& p = *storage;
    builder b(p);
    const affine n = make_variable(add_variable(p, "n", variable_kind::parameter));
    const affine d = make_variable(add_variable(p, "d", variable_kind::parameter));
    const int C = add_argument(p, "C", element::i64, ir::access::write, {make_affine(32)});
    using enum let_operation;  // hides the struct `affine`
    struct row {
      let_operation op;
      ir::affine a, b;
      index_t expected;
    };
    const row rows[] = {
        {let_operation::affine, n * 3 - 2, {}, x * 3 - 2},
        {minimum, n, make_affine(2), std::min<index_t>(x, 2)},
        {maximum, n, d, std::max<index_t>(x, 5)},
        {floor_div, n, make_affine(8), tenon::floor_div(x, 8)},
        {floor_mod, n, make_affine(8), tenon::floor_mod(x, 8)},
        {floor_div, n, make_affine(3), tenon::floor_div(x, 3)},
        {floor_mod, n, make_affine(3), tenon::floor_mod(x, 3)},
        {floor_div, n, d, tenon::floor_div(x, 5)},
        {floor_mod, n, d, tenon::floor_mod(x, 5)},
        {floor_div, make_affine(-7), make_affine(2), -4},
        {product, n, n + 1, x * (x + 1)},
    };
    std::vector<int> stores;
    std::vector<var_id> variables;
    for (const row& r : rows) {
      const var_id v = add_let(p, "v", r.op, r.a, r.b);
      const auto at = static_cast<index_t>(stores.size());
      variables.push_back(v);
      stores.push_back(b.store(C, {make_affine(at)}, b.index(element::i64, make_variable(v))));
      variables.push_back(add_let(p, "f", first, make_affine(1), make_affine(2), v));
      const int zero = b.index(element::i64, make_variable(variables.back()));
      stores.push_back(b.store(C, {make_affine(at + 1)}, zero));
    }
    int body = b.block(stores.data(), static_cast<int>(stores.size()));
    for (std::size_t i = variables.size(); i-- > 0;) body = b.let(variables[i], body);
    p.root = body;
    std::vector<std::int64_t> c(32, -77);
    REQUIRE(run(p, isa::sse2, {{c.data()}, {x, 5}}));
    for (std::size_t i = 0; i < std::size(rows); ++i) {
      CAPTURE(i);
      CAPTURE(x);
      CHECK(c[2 * i] == rows[i].expected);
      CHECK(c[2 * i + 1] == (rows[i].expected == 0 ? 1 : 2));
    }
  }
}

/// Each worker sums its own rows in its part of the workspace; a scale from outside the loop, a
/// local buffer written before it, and a parallel loop inside it.
TEST_CASE("parallel bodies see what surrounds them") {
  using namespace programs;
  box<program> storage;
  program& p = *storage;
  builder b(p);
  const affine n = make_variable(add_variable(p, "n", variable_kind::parameter));
  const int A = add_argument(p, "A", element::i32, ir::access::read, {n, make_affine(4)});
  const int C = add_argument(p, "C", element::i32, ir::access::write, {n, make_affine(4)});
  const int T = add_local(p, "T", element::i32, {make_affine(1)});
  const int W = add_buffer(p, "W", element::i32, {make_affine(4)});
  p.buffers[W].where = memory::workspace;
  p.buffers[W].per_worker = true;
  p.buffers[W].offset = make_affine(64);
  const var_id twice = add_let(p, "twice", let_operation::affine, n * 2);
  const var_id vi = add_loop(p, "i"), vj = add_loop(p, "j"), vk = add_loop(p, "k");
  const affine i = make_variable(vi), j = make_variable(vj), k = make_variable(vk);
  const affine zero = make_affine(0);
  const int seven = b.store(T, {zero}, b.index(element::i32, make_variable(twice)));
  const int keep =
      b.store(W, {j}, b.binary(operation::multiply, b.load(A, {i, j}), b.load(T, {zero})));
  const int emit = b.store(C, {i, k},
                           b.binary(operation::add, b.load(W, {make_affine(3) - k}),
                                    b.index(element::i32, make_variable(twice) + i)));
  const int inner =
      b.block({b.loop(vj, make_affine(4), loop_kind::parallel, keep),
               b.guard({i - 1}, b.loop(vk, make_affine(4), loop_kind::serial, emit))});
  const int outer = b.loop(vi, n, loop_kind::parallel, b.allocate(W, inner));
  p.root = b.let(twice, b.allocate(T, b.block({seven, outer})));
  for (isa set : sets) {
    for (index_t count : {0, 1, 2, 9}) {
      const auto size = static_cast<std::size_t>(4 * count);
      std::vector<std::int32_t> a(size), c(size, -5);
      for (std::size_t x = 0; x < size; ++x) a[x] = static_cast<std::int32_t>(x) - 3;
      if (!run(p, set, {{a.data(), c.data()}, {count}, 128, 128})) continue;
      for (std::size_t x = 0; x < size; ++x) {
        const std::size_t row = x / 4, column = x % 4;
        const auto scale = static_cast<std::int32_t>(2 * count);
        const std::int32_t expected =
            a[row * 4 + 3 - column] * scale + scale + static_cast<std::int32_t>(row);
        CHECK(c[x] == (row == 0 ? -5 : expected));
      }
    }
  }
}

/// Products and sums of random reals round; whoever contracts or reorders them is found out.
TEST_CASE("random reals give the interpreter's bits") {
  std::mt19937 random(11);
  std::uniform_real_distribution<float> reals(-1.0f, 1.0f);
  for (isa set : sets) {
    box<ir::program> p;
    programs::matmul(*p);
    std::vector<float> a(30), b(40), c(48, -1.0f), expected(48, -2.0f);
    for (float& x : a) x = reals(random);
    for (float& x : b) x = reals(random);
    if (!run(*p, set, {{a.data(), b.data(), c.data()}, {}})) continue;
    void* tensors[] = {a.data(), b.data(), expected.data()};
    interpret(*p, kernel_call{tensors, nullptr, nullptr, 0, 0, nullptr, nullptr});
    CHECK(std::memcmp(c.data(), expected.data(), sizeof(float) * c.size()) == 0);
  }
}

/// An executor may throw; the exception passes through compiled code.
void refusing(void*, index_t, parallel_body, void*) { throw std::runtime_error("no threads"); }

TEST_CASE("an exception of the executor reaches the caller") {
  box<ir::program> p;
  programs::matmul(*p);
  p->machine = preset(isa::sse2);
  const codegen::compiled_function f(*p);
  std::vector<float> a(30), b(40), c(48);
  void* tensors[] = {a.data(), b.data(), c.data()};
  const kernel_call call{tensors, nullptr, nullptr, 0, 0, nullptr, refusing};
  CHECK_THROWS_WITH(f(call), "no threads");
}

}  // namespace
