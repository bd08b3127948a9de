// What a caller can get wrong: each is refused with a typed exception and a sentence that names the
// argument, before anything is written.
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <vector>

#include <tenon/jit.hpp>

#include "kernel/descriptions.hpp"
#include "runtime/sentence.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define TENON_TEST_ADDRESS_SANITIZER 1  // ends the process where the system would refuse memory
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TENON_TEST_ADDRESS_SANITIZER 1
#endif
#endif

namespace {

using namespace tenon;

/// What the call says, at least.
template <class Call> bool says(Call call, const char* part) {
  const std::string said = sentence(call);
  if (said.find(part) != std::string::npos) return true;
  MESSAGE(said);
  return false;
}

const jit_kernel& product() {
  static const jit_kernel k = jit(descriptions::matmul, dynamic, dynamic, dynamic);
  return k;
}

/// C(i) = P(i, 0, 0) with P over n³ elements, at the root.
inline constexpr auto cube = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), j("j", n), k("k", n);
  auto P = compute("P", {i, j, k}, A(i) + A(j) + A(k));
  return schedule(compute("C", {i}, P(i, i, i)));
};
/// B(i) = A(i - 3) for i from 3 on: its extent is n - 3.
inline constexpr auto shorter = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n - 3);
  return schedule(compute("B", {i}, A(i + 3)));
};
/// Reads A beyond its end unless the second extent is the larger one.
inline constexpr auto reaching = [](extent n, extent m) {
  auto A = input<float>("A", n);
  auto B = input<float>("B", m);
  axis i("i", m);
  return schedule(compute("C", {i}, A(i) + B(i)));
};
inline constexpr auto aligned = [](extent n) {
  auto A = input<float>("A", n);
  A.aligned(64);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i)));
};
/// A symbolic extent that no tensor shows.
inline constexpr auto hidden = [](extent n) {
  auto A = input<float>("A", 4);
  axis i("i", 4), r("r", n);
  return schedule(compute("B", {i}, sum(A(i), r)));
};

}  // namespace

// First in this file: the child must be the first to look for the library.
TEST_CASE("an absent LLVM, and a file that is none, are sentences of jit") {
  for (const char* path : {"/nowhere/libtenon_llvm.so", "/proc/self/exe", "libtenon_llvm.so"}) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      setenv("TENON_LLVM_LIBRARY", path, 1);
      const std::string said = sentence([] { jit(descriptions::pointwise, 8); });
      _exit(said.rfind("runtime: ", 0) == 0 && said.find(path) != std::string::npos ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CAPTURE(path);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}

TEST_CASE("wrong number of tensors, ranks, element types and extents") {
  tensor<float> a(4, 5), b(5, 6), c(4, 6), vector(5), other(5, 7);
  tensor<double> wide(5, 6);
  CHECK(says([&] { product()(a, b); }, "user: the kernel takes 3 tensors (inputs, then outputs): got 2"));
  CHECK(says([&] { product()(a, b, c, c); }, "got 4"));
  CHECK(says([&] { product()(a, vector, c); }, "user: argument 'B': has rank 1"));
  CHECK(says([&] { product()(a, wide, c); }, "argument 'B': holds double; the kernel expects float"));
  CHECK(says([&] { product()(a, other, c); }, "argument 'C': extent 1 is 6; the kernel expects 7"));
  CHECK(says([&] { product()(a, c, c); }, "argument 'B': extent 0 is 4; the kernel expects 5"));
  CHECK(says([&] { product()(a, 3.0f, c); }, "argument 'B': has rank 0"));
}

TEST_CASE("wrong strides, layouts and alignment") {
  tensor<float> a(4, 5), b(5, 6), c(4, 6), turned(5, 4);
  const view<float> transposed(b.data(), {5, 6}, {1, 5});
  CHECK(says([&] { product()(a, transposed, c); }, "argument 'B': stride 1 is 5; the declared layout has 1"));
  CHECK(says([&] { jit(descriptions::layout, dynamic, dynamic)(a, turned); }, "argument 'A': stride"));
  const jit_kernel whole = jit(aligned, 8);
  tensor<float> from(9), to(8);
  CHECK(says([&] { whole(view<float>(from.data() + 1, {8}), to); }, "argument 'A': its first element must be aligned to 64 bytes"));
  const view<float> repeated(c.data(), {4, 6}, {0, 1});
  CHECK(says([&] { product()(a, b, repeated); }, "argument 'C'"));
  argument far = view<float>(b.data(), {5, 6}).erased();
  far.strides[0] = std::numeric_limits<index_t>::max() / 8;
  CHECK(says([&] { product()(a, far, c); }, "argument 'B': strides (1152921504606846975, 1)"));
}

TEST_CASE("outputs that overlap, const outputs, null") {
  tensor<float> a(4, 4), b(4, 4), c(4, 4);
  const tensor<float>& fixed = c;
  CHECK(says([&] { product()(a, b, a); }, "shares memory with argument"));
  CHECK(says([&] { product()(a, b, view<float>(b.data() + 1, {4, 4}, {4, 1})); }, "user: "));
  CHECK(says([&] { product()(a, b, fixed); }, "argument 'C': is written by the kernel, but refers to const float"));
  CHECK(says([&] { product()(a, b, tensor<float>(4, 4)); }, "argument 'C': is written by the kernel"));
  argument none = view<float>(c.data(), {4, 4}).erased();
  none.data = nullptr;
  CHECK(says([&] { product()(a, none, c); }, "argument 'B': the pointer is null"));
  CHECK(says([] { view<float>(nullptr, {3}); }, "the pointer is null"));
  CHECK(says([] { tensor<float>(3, -1); }, "an extent must be 0 or more"));
}

TEST_CASE("inputs may be one tensor; nothing is written by a refused call") {
  tensor<float> a(4, 4), c(4, 4);
  std::fill_n(a.data(), 16, 1.0f);
  std::fill_n(c.data(), 16, -5.0f);
  CHECK(says([&] { product()(a, tensor<float>(5, 4), c); }, "user: "));
  CHECK(c(0, 0) == -5);
  CHECK(c(3, 3) == -5);
  product()(a, a, c);
  CHECK(c(3, 3) == 4);
}

TEST_CASE("promises about symbolic extents are held against each call") {
  const jit_kernel k = jit(descriptions::pointwise, dynamic.at_most(64).multiple_of(8));
  std::vector<std::int32_t> fits(64), b(64), odd(12), many(72);
  k(fits, b);
  CHECK(says([&] { k(odd, odd); }, "makes a symbolic extent 12; the kernel was promised a multiple of 8"));
  CHECK(says([&] { k(many, many); }, "makes a symbolic extent 72; the kernel was promised at most 64"));
  tensor<float> four(4), sums(4);
  CHECK(says([&] { jit(hidden, dynamic)(four, sums); }, "can't be found from the tensors of the call"));
}

TEST_CASE("what symbolic sizes must satisfy is checked at the call") {
  const jit_kernel k = jit(shorter, dynamic);
  tensor<float> a(5), b(2), short_input(2), none(0);
  k(a, b);
  CHECK(says([&] { k(short_input, none); }, "an extent must be 0 or more: extent number 0 is -1"));
  const jit_kernel reach = jit(reaching, dynamic, dynamic);
  tensor<float> two(2), five(5), out(5), out2(2);
  reach(five, two, out2);
  CHECK(says([&] { reach(two, five, out); }, "an access must stay inside its tensor"));
}

TEST_CASE("index arithmetic beyond 64 bits: of constants, of symbols") {
  CHECK(says([] { lower_description(compiled_target(), cube, index_t{1} << 22); }, "user: index arithmetic must fit 64 bits"));
  const jit_kernel k = jit(cube, dynamic);
  tensor<float> a(3'000'000), c(3'000'000);  // 2.7e19 elements between
  CHECK(says([&] { k(a, c); }, "beyond 64 bits; use smaller extents"));
  CHECK(says([&] { k.workspace_bytes(1, a, c); }, "beyond 64 bits"));
}

TEST_CASE("a workspace that the system refuses is a sentence") {
  const pid_t child = fork();  // where the limit ends with the child
  REQUIRE(child >= 0);
  if (child == 0) {
    const jit_kernel k = jit(cube, dynamic);
    tensor<float> a(100'000), c(100'000);  // 4e15 bytes between: more than any machine has
    const std::string said = sentence([&] { k(a, c); });
    _exit(said.rfind("runtime: workspace: the system refused to allocate", 0) == 0 ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
#if !defined(TENON_TEST_ADDRESS_SANITIZER)
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
#endif
}

TEST_CASE("a tensor that the system refuses is a sentence") {
#if !defined(TENON_TEST_ADDRESS_SANITIZER)
  CHECK(says([] { tensor<double>(index_t{1} << 55); }, "runtime: tensor: the system refused to allocate"));
#endif
  CHECK(says([] { tensor<double>(index_t{1} << 31, index_t{1} << 31); }, "must fit 64 bits"));
}
