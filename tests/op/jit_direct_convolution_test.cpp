// The direct convolution against plain loops: sampled sizes, strides, dilations and padding, in
// every layout, on integers whose sums are exact.
#include <doctest/doctest.h>

#include "op/convolutions.hpp"

namespace {

using namespace convolutions;

template <layout In, layout Out>
void try_some(unsigned seed, int count) {
  std::mt19937 random(seed);
  for (int i = 0; i < count; ++i) {
    const conv2d_sizes of = any_sizes(random);
    const problem p(of, [&] { return static_cast<float>(static_cast<int>(random() % 15) - 7); });
    INFO(text_of(of));
    for (const target& machine : machines()) CHECK(p.error(direct<In, Out>(machine, p)) == 0);
  }
}

}  // namespace

TEST_CASE("direct convolutions in every layout equal plain loops") {
  try_some<layout::plain, layout::plain>(1, 8);
  try_some<layout::blocked, layout::blocked>(2, 8);
  try_some<layout::plain, layout::blocked>(3, 4);
  try_some<layout::blocked, layout::plain>(4, 4);
}

TEST_CASE("slabs and passes of channels: a layer that fills the caches") {
  std::mt19937 random(5);
  const problem p({1, 130, 30, 31, 40, 3, 3, op::same_window(30, 31, 3, 3)},
                  [&] { return static_cast<float>(static_cast<int>(random() % 15) - 7); });
  const op::direct_tiles t = op::choose_direct_tiles(compiled_target(), element::f32, p.of);
  CHECK(t.blocks * t.depth < p.of.channels);
  for (const target& machine : machines())
    CHECK(p.error(direct<layout::plain, layout::plain>(machine, p)) == 0);
}

TEST_CASE("nothing to read, to sum or to write") {
  const op::window2d dense;
  for (const conv2d_sizes& of :
       {conv2d_sizes{0, 3, 5, 5, 4, 3, 3, dense}, conv2d_sizes{1, 0, 5, 5, 4, 3, 3, dense},
        conv2d_sizes{1, 3, 5, 5, 0, 3, 3, dense}, conv2d_sizes{1, 3, 2, 5, 4, 3, 3, dense}}) {
    const problem p(of, [] { return 1.0F; });
    INFO(text_of(of));
    for (const target& machine : machines()) {
      CHECK(p.error(direct<layout::plain, layout::plain>(machine, p)) == 0);
      CHECK(p.error(direct<layout::blocked, layout::blocked>(machine, p)) == 0);
      CHECK(p.error(winograd<4, layout::plain, layout::plain>(machine, p)) == 0);
      CHECK(p.error(winograd<2, layout::blocked, layout::blocked>(machine, p)) == 0);
    }
  }
}

TEST_CASE("the definition of a convolution, with groups and depthwise") {
  std::mt19937 random(6);
  for (const index_t groups : {1, 2, 6}) {
    const conv2d_sizes of{2, 6 / groups, 5, 7, 12, 3, 2, {{2, 1}, {1, 2}, {1, 0}, {0, 2}}};
    const problem p(of, [&] { return static_cast<float>(static_cast<int>(random() % 15) - 7); });
    tensor<float> x(of.n, 6, of.rows, of.columns),
        y(of.n, of.filters, of.out_rows(), of.out_columns());
    // Every group of channels reads the same numbers, so that plain loops over one group serve all.
    for (index_t n = 0; n < of.n; ++n) {
      for (index_t c = 0; c < 6; ++c) {
        for (index_t i = 0; i < of.rows; ++i) {
          for (index_t j = 0; j < of.columns; ++j) x(n, c, i, j) = p.x(n, c % of.channels, i, j);
        }
      }
    }
    jit([&](const context&) {
      const auto X = input<float>("x", of.n, 6, of.rows, of.columns);
      const auto W = input<float>("w", of.filters, of.channels, of.kernel_rows, of.kernel_columns);
      return schedule(op::conv2d(X, W, of.by, groups));
    })(x, p.w, y);
    INFO("groups: " << groups);
    CHECK(p.error(y) == 0);
  }
}
