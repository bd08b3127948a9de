// expect-error: a convolution requires strides and dilations of at least 1, padding of at least 0 and a kernel of at least one element: got \{0\} x \{1\}, or one of the others less
// expect-error: numbers<3, 3>
#include "../refused.hpp"

#include <tenon/op/conv2d.hpp>

inline constexpr auto conv_window = [](extent n) {
  auto x = input<float>("x", 1, 8, n, 14);
  auto w = input<float>("w", 16, 8, 3, 3);
  return schedule(op::conv2d(x, w, {{1, 0}}));  // <-- here
};

TENON_REFUSED(conv_window,
              "a convolution requires strides and dilations of at least 1, padding of at least 0 and a kernel of at "
              "least one element: got 3 x 3, or one of the others less",
              14)
