// expect-error: a convolution requires weights for as many channels as a group of its input has, and groups that divide channels and filters: got an input of \{0\} channels and weights for \{1\}
// expect-error: numbers<8, 3>
#include "../refused.hpp"

#include <tenon/op/conv2d.hpp>

inline constexpr auto conv_channels = [](extent n) {
  auto x = input<float>("x", 1, 8, n, 14);
  auto w = input<float>("w", 16, 3, 3, 3);
  return schedule(op::conv2d(x, w, {}, 2));  // <-- here
};

TENON_REFUSED(conv_channels,
              "a convolution requires weights for as many channels as a group of its input has, and groups that "
              "divide channels and filters: got an input of 8 channels and weights for 3",
              14)
