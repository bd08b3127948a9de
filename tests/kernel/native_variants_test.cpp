// Kernels with several programs for ranges of their sizes: which one a call takes, by the C++
// compiler and by LLVM. The description here adds a number that tells its variants apart, which no
// real one would: results must not depend on the variant.
#include <doctest/doctest.h>

#include <string>

#include <tenon/kernel/explain_native.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>
#include <tenon/runtime/tensor.hpp>

#include "runtime/sentence.hpp"

namespace {

using namespace tenon;

/// B = A + 1 for at most one row; + 2 for at most 8; + 3 for more rows of at most 4 columns; + 4.
inline constexpr auto marked = [](const context& c, extent m, extent n) {
  const auto A = input<float>("A", m, n);
  const axis i("i", m), j("j", n);
  const float mark = c.at_most(m, 1)   ? 1.0F
                     : c.at_most(m, 8) ? 2.0F
                     : c.at_most(n, 4) ? 3.0F
                                       : 4.0F;
  return schedule(compute("B", {i, j}, A(i, j) + mark));
};

float mark_of(index_t m, index_t n) { return m <= 1 ? 1 : m <= 8 ? 2 : n <= 4 ? 3 : 4; }

template <class Kernel> bool takes_the_right_one(const Kernel& k, index_t m, index_t n) {
  tensor<float> a(m, n), b(m, n);
  a.generate([](index_t x) { return static_cast<float>(x); });
  k(a, b);
  for (index_t i = 0; i < m; ++i) {
    for (index_t j = 0; j < n; ++j) {
      if (b(i, j) != a(i, j) + mark_of(m, n)) return false;
    }
  }
  return true;
}

template <class Kernel> void check(const Kernel& k) {
  for (const index_t m : {0, 1, 2, 7, 8, 9, 30}) {
    for (const index_t n : {0, 1, 4, 5, 17}) {
      CAPTURE(m);
      CAPTURE(n);
      CHECK(takes_the_right_one(k, m, n));
    }
  }
}

}  // namespace

TEST_CASE("a call takes the variant that its sizes belong to") {
  check(kernel<marked, dynamic, dynamic>());
  try {
    check(jit(marked, dynamic, dynamic));
  } catch (const error& e) {
    MESSAGE("without LLVM: ", std::string(e.what()));
  }
}

TEST_CASE("constants answer for themselves, promises too") {
  CHECK(takes_the_right_one(kernel<marked, 9, 4>(), 9, 4));
  CHECK(lower_variants(compiled_target(), marked, 9, 4).size() == 1);
  CHECK(lower_variants(compiled_target(), marked, 9, dynamic).size() == 2);
  CHECK(lower_variants(compiled_target(), marked, dynamic, dynamic).size() == 4);
  CHECK(lower_variants(compiled_target(), marked, dynamic.at_most(8), dynamic).size() == 2);
  CHECK(lower_variants(compiled_target(), marked, dynamic.at_most(1), dynamic).size() == 1);
}

TEST_CASE("a question whose answer follows from earlier ones is not asked") {
  questions asked{assumptions{}};
  CHECK(asked.at_most(0, 5));
  CHECK(asked.at_most(0, 7));
  CHECK(asked.answers().count == 1);
  questions more(asked.answers().next());
  CHECK(!more.at_most(0, 5));
  CHECK(!more.at_most(0, 3));
  CHECK(more.at_most(0, 9));
  CHECK(more.answers().count == 2);
  CHECK(more.answers().next().next().count == 0);
}

TEST_CASE("what a variant takes for granted is known to lowering") {
  const std::vector<lowered_kernel> all = lower_variants(compiled_target(), marked, dynamic, 3);
  CHECK(all[1].program->variables[0].lower == ir::make_affine(2));
  CHECK(all[1].program->variables[0].upper == ir::make_affine(8));
}

TEST_CASE("explain shows every variant and which sizes it is for") {
  const std::string said = explain(kernel<marked, dynamic, 3>());
  CHECK(said.find("variant for n0 <= 1\n") != std::string::npos);
  CHECK(said.find("variant for n0 > 1, n0 <= 8\n") != std::string::npos);
  CHECK(said.find("variant for n0 > 1, n0 > 8\n") != std::string::npos);
}

TEST_CASE("a wrong call of a kernel with variants gets its sentence") {
  const kernel<marked, dynamic, dynamic> k;
  tensor<float> a(3, 4), b(2, 4);
  CHECK(sentence([&] { k(a, b); }) ==
        "user: argument 'B': extent 0 is 2; the kernel expects 3");
  CHECK(sentence([&] { k(a); }) == "user: the kernel takes 2 tensors (inputs, then outputs): got 1");
}
