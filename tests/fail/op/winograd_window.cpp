// expect-error: Winograd's convolution requires a kernel of 3 x 3 elements, strides and dilations of 1: got a kernel of \{0\} x \{1\} elements, or a stride or dilation of more than 1
// expect-error: numbers<3, 5>
#include "../refused.hpp"

#include <tenon/op/winograd_convolution.hpp>

inline constexpr auto winograd_window = [](const context& on, extent n) {
  const op::conv2d_sizes of{1, 8, n.form.constant, 14, 16, 3, 5, {}};
  return op::winograd_convolution<float, 2, op::layout::blocked, op::layout::blocked>(on, of);  // <-- here
};

TENON_REFUSED(winograd_window,
              "Winograd's convolution requires a kernel of 3 x 3 elements, strides and dilations of 1: got a kernel "
              "of 3 x 5 elements, or a stride or dilation of more than 1",
              14)
