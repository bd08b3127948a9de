// The depthwise convolution against plain loops: sampled sizes, strides, dilations and padding, in
// both layouts, on integers whose sums are exact.
#include <doctest/doctest.h>

#include "op/convolutions.hpp"

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
    CHECK(p.error(depthwise<In>(p)) == 0);
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
  CHECK(p.error(depthwise<layout::blocked>(p)) == 0);
  CHECK(p.error(depthwise<layout::plain>(p)) == 0);
}
