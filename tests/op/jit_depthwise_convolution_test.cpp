// The depthwise convolution against plain loops: sampled sizes, strides, dilations and padding, in
// both layouts, on integers whose sums are exact.
#include <doctest/doctest.h>

#include "op/convolutions.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace convolutions;

template <layout In>
void try_some(unsigned seed, int count) {
  std::mt19937 random(seed);
  for (int i = 0; i < count; ++i) {
    conv2d_sizes of = any_sizes(random);
    of.filters = of.channels;
    const problem p(
        of, [&] { return static_cast<float>(static_cast<int>(random() % 15) - 7); }, true);
    INFO(text_of(of));
    for (const target& machine : machines()) CHECK(p.error(depthwise<In>(machine, p)) == 0);
  }
}

}  // namespace

TEST_CASE("depthwise convolutions in both layouts equal plain loops") {
  try_some<layout::plain>(1, 12);
  try_some<layout::blocked>(2, 12);
}

TEST_CASE("slabs of rows") {
  std::mt19937 random(3);
  const problem p(
      {1, 24, 70, 71, 24, 3, 3, op::same_window(70, 71, 3, 3)},
      [&] { return static_cast<float>(static_cast<int>(random() % 15) - 7); }, true);
  const op::depthwise_tiles t =
      op::choose_depthwise_tiles(compiled_target(), element::f32, p.of, layout::blocked);
  CHECK(t.slab < p.of.out_rows());
  for (const target& machine : machines()) {
    CHECK(p.error(depthwise<layout::blocked>(machine, p)) == 0);
    CHECK(p.error(depthwise<layout::plain>(machine, p)) == 0);
  }
}

TEST_CASE("large kernels, and nothing to read") {
  std::mt19937 random(4);
  for (const conv2d_sizes& of :
       {conv2d_sizes{1, 9, 12, 20, 9, 9, 7, op::same_window(12, 20, 9, 7)},
        conv2d_sizes{1, 9, 0, 0, 9, 3, 3, {{1, 1}, {1, 1}, {2, 2}, {2, 2}}},
        conv2d_sizes{1, 0, 4, 4, 0, 3, 3, {}}}) {
    const problem p(
        of, [&] { return static_cast<float>(static_cast<int>(random() % 15) - 7); }, true);
    INFO(text_of(of));
    for (const target& machine : machines()) {
      CHECK(p.error(depthwise<layout::plain>(machine, p)) == 0);
      CHECK(p.error(depthwise<layout::blocked>(machine, p)) == 0);
    }
  }
}

TEST_CASE("every algorithm refuses a window that is none") {
  const conv2d_sizes of{1, 8, 5, 5, 8, 3, 3, {{1, 0}}};
  const auto says = [&](const auto& description) {
    return ::sentence([&] {
             jit(description);
           }).find("user: a convolution requires strides and dilations of at least 1") == 0;
  };
  CHECK(says([&](const context& on) {
    return op::direct_convolution<float, layout::plain, layout::plain>(on, of);
  }));
  CHECK(says(
      [&](const context& on) { return op::depthwise_convolution<float, layout::plain>(on, of); }));
  CHECK(says([&](const context& on) {
    return op::winograd_convolution<float, 2, layout::plain, layout::plain>(on, of);
  }));
}
