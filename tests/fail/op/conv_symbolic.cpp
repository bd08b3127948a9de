// expect-error: a convolution requires constant sizes: dimension \{1\} of its input \(0\) or weights \(1\), number \{0\}, is known only when the kernel runs
// expect-error: numbers<0, 2>
#include "../refused.hpp"

#include <tenon/op/conv2d.hpp>

inline constexpr auto conv_symbolic = [](extent n) {
  auto x = input<float>("x", 1, 8, n, 14);
  auto w = input<float>("w", 16, 8, 3, 3);
  return schedule(op::conv2d(x, w));  // <-- here
};

TENON_REFUSED(conv_symbolic,
              "a convolution requires constant sizes: dimension 2 of its input (0) or weights (1), number 0, is "
              "known only when the kernel runs",
              dynamic)
