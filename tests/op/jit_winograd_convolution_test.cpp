// Winograd's convolution against plain loops: its error, in every layout and at edges that tiles
// don't divide.
#include <doctest/doctest.h>

#include "op/convolutions.hpp"

namespace {

using namespace convolutions;

problem reals(const conv2d_sizes& of) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  return problem(of, [&] { return normal(random); });
}

/// What choose_convolution takes for granted of the errors, with room for small sums.
template <int Outputs>
constexpr double bound = Outputs == 2 ? 2e-6 : 8e-6;

template <int Outputs, layout In, layout Out>
void check(const conv2d_sizes& of) {
  const problem p = reals(of);
  for (const target& machine : machines()) {
    const double error = p.error(winograd<Outputs, In, Out>(machine, p));
    CHECK(error < bound<Outputs>);
    CHECK(error > 0);
  }
}

}  // namespace

TEST_CASE("tiles that fit, and that don't") {
  check<2, layout::blocked, layout::blocked>({1, 16, 8, 8, 16, 3, 3, op::same_window(8, 8, 3, 3)});
  check<2, layout::plain, layout::plain>({2, 19, 5, 7, 11, 3, 3, {{1, 1}, {1, 1}, {0, 1}, {2, 0}}});
  check<4, layout::blocked, layout::blocked>({2, 8, 14, 9, 24, 3, 3, op::same_window(14, 9, 3, 3)});
  check<4, layout::plain, layout::plain>(
      {1, 11, 7, 13, 37, 3, 3, {{1, 1}, {1, 1}, {2, 0}, {0, 1}}});
}

TEST_CASE("several slabs and groups of filters") {
  const conv2d_sizes of{1, 80, 57, 58, 48, 3, 3, op::same_window(57, 58, 3, 3)};
  const op::winograd_tiles<4> t = op::choose_winograd_tiles<4>(compiled_target(), element::f32, of);
  CHECK(t.slab < t.down);
  check<4, layout::blocked, layout::plain>(of);
}

TEST_CASE("its error grows as is said") {
  const conv2d_sizes of{1, 64, 14, 14, 16, 3, 3, op::same_window(14, 14, 3, 3)};
  const problem p = reals(of);
  for (const target& machine : machines()) {
    const double once = p.error(direct<layout::plain, layout::plain>(machine, p));
    CHECK(p.error(winograd<2, layout::plain, layout::plain>(machine, p)) < 2 * once);
    CHECK(p.error(winograd<4, layout::plain, layout::plain>(machine, p)) < 6 * once);
  }
}
