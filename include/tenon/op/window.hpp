// Windows that slide over two dimensions: what convolutions and pooling share.
#pragma once

#include <tenon/expr/tensor.hpp>

namespace tenon::inline TENON_ABI::op {

/// How a window slides over rows and columns (ONNX: strides, dilations, pads).
struct window2d {
  index_t stride[2] = {1, 1};    ///< from one window to the next; at least 1
  index_t dilation[2] = {1, 1};  ///< from one element of a window to the next; at least 1
  index_t before[2] = {0, 0};    ///< zeros ahead of the first row and column
  index_t after[2] = {0, 0};     ///< zeros behind the last ones

  constexpr bool operator==(const window2d&) const = default;

  /// Elements that a window of `kernel` elements covers along dimension `d`, with the gaps.
  constexpr index_t reach(int d, index_t kernel) const { return (kernel - 1) * dilation[d] + 1; }
  /// How many windows fit along dimension `d` of `size` elements; 0 where none does, and of a
  /// window that isn't valid.
  constexpr index_t count(int d, index_t size, index_t kernel) const {
    const index_t room = size + before[d] + after[d] - reach(d, kernel);
    return room < 0 || !is_valid() ? 0 : room / stride[d] + 1;
  }
  constexpr bool is_padded() const {
    return before[0] > 0 || before[1] > 0 || after[0] > 0 || after[1] > 0;
  }
  /// Whether windows follow each other element by element, without gaps inside.
  constexpr bool is_dense() const {
    return stride[0] == 1 && stride[1] == 1 && dilation[0] == 1 && dilation[1] == 1;
  }
  constexpr bool is_valid() const {
    for (int d = 0; d < 2; ++d) {
      if (stride[d] < 1 || dilation[d] < 1 || before[d] < 0 || after[d] < 0) return false;
    }
    return true;
  }
};

/// The window whose padding gives ⌈size / stride⌉ outputs in each dimension (ONNX: SAME_UPPER): the
/// smaller half of the zeros stands ahead.
constexpr window2d same_window(index_t rows, index_t columns, index_t kernel_rows,
                               index_t kernel_columns, index_t stride = 1) {
  window2d w{{stride, stride}};
  const index_t sizes[] = {rows, columns}, kernels[] = {kernel_rows, kernel_columns};
  for (int d = 0; d < 2; ++d) {
    const index_t missing = (ceil_div(sizes[d], stride) - 1) * stride + kernels[d] - sizes[d];
    const index_t zeros = missing < 0 ? 0 : missing;
    w.before[d] = zeros / 2;
    w.after[d] = zeros - zeros / 2;
  }
  return w;
}

}  // namespace tenon::inline TENON_ABI::op
