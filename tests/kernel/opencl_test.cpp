// Bound descriptions on OpenCL devices: the oracle's results on exact data, for all sizes that are
// tried, and calls that must be refused.
#include <doctest/doctest.h>

#include <tenon/opencl.hpp>
#include <tenon/runtime/tensor.hpp>

#include "kernel/descriptions.hpp"
#include "kernel/narrow_descriptions.hpp"
#include "kernel/trial.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace tenon;

std::shared_ptr<const opencl::device> device() {
  static const std::shared_ptr<const opencl::device> first = opencl::first_device();
  return first;
}

template <auto Description, size... Sizes>
void check() {
  const opencl_kernel compiled(device(), Description, Sizes...);
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    const trials::operands data = t.data(17, true);
    trials::operands mine = data;
    const auto arguments = t.arguments(mine);
    compiled.run_arguments(arguments.data(), static_cast<int>(arguments.size()));
    CHECK(mine == t.expected(data));
  }
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(); }
TENON_BOUND_DESCRIPTIONS(TENON_CASE)
TENON_BOUND_NARROW_DESCRIPTIONS(TENON_CASE)

TEST_CASE("a device says what it can do, and descriptions see it") {
  CHECK_FALSE(device()->name().empty());
  const target t = target_of(*device());
  CHECK(t.set == isa::opencl);
  CHECK(t.block_threads == device()->most_threads());
  CHECK(t.has_blocks());
}

TEST_CASE("rows of a tensor may stand apart; what lies between them stays") {
  const opencl_kernel compiled(device(), descriptions::bound_stages, 3, 5);
  std::vector<float> from(3 * 8, 2.0f), to(3 * 8, -1.0f);
  compiled(view<const float>(from.data(), {3, 5}, {8, 1}), view<float>(to.data(), {3, 5}, {8, 1}));
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 8; ++j) CHECK(to[std::size_t(i * 8 + j)] == (j < 5 ? 23.0f : -1.0f));
  }
}

TEST_CASE("what a device refuses") {
  const opencl_kernel compiled(device(), descriptions::bound_stages, 3, 5);
  tensor<float> a(3, 5), b(3, 4);
  CHECK(sentence([&] { compiled(a, b); }).find("extent 1 is 4") != std::string::npos);
  CHECK(sentence([&] { compiled(a); }).find("takes 2 tensors") != std::string::npos);
  view<float> backwards(a.data() + 4, {3, 5}, {-5, 1});
  CHECK(sentence([&] { compiled(backwards, a); }).find("user: ") == 0);
  CHECK(sentence([] { opencl_kernel(device(), descriptions::pointwise, 8); })
            .find("a device runs what is bound to it") != std::string::npos);
  CHECK(sentence([] { opencl::code(device(), "__kernel void f() { nonsense }", {"f"}); })
            .find("doesn't compile") != std::string::npos);
}
