// Arithmetic on extents and strides that views, tensors and the checks of arguments share.
#pragma once

#include <tenon/core/checked.hpp>

namespace tenon::inline TENON_ABI {

/// Number of elements; right only for extents that `fits_address_space` accepts.
constexpr index_t count_elements(const index_t* extents, int rank) {
  index_t count = 1;
  for (int d = 0; d < rank; ++d) count *= extents[d];
  return count;
}

/// Whether a row-major tensor of these extents has sizes and strides, in bytes, within 64 bits.
/// Zero extents count as 1, so that the strides of an empty tensor are exact too.
constexpr bool fits_address_space(const index_t* extents, int rank, index_t element_bytes) {
  bool overflow = false;
  index_t bytes = element_bytes;
  for (int d = 0; d < rank; ++d) {
    bytes = checked_mul(bytes, extents[d] < 1 ? 1 : extents[d], overflow);
  }
  return !overflow;
}

/// Row-major strides: the last axis is contiguous.
constexpr void set_contiguous_strides(index_t* strides, const index_t* extents, int rank) {
  index_t stride = 1;
  for (int d = rank - 1; d >= 0; --d) {
    strides[d] = stride;
    stride *= extents[d] < 1 ? 1 : extents[d];
  }
}

/// Whether elements lie in row-major order without gaps; strides of axes of extent 1 don't matter.
constexpr bool is_contiguous(const index_t* extents, const index_t* strides, int rank) {
  if (count_elements(extents, rank) == 0) return true;
  index_t expected = 1;
  for (int d = rank - 1; d >= 0; --d) {
    if (extents[d] != 1 && strides[d] != expected) return false;
    expected *= extents[d];
  }
  return true;
}

/// First and one past the last byte that a layout touches, relative to its element (0, 0, …).
struct reach {
  index_t low;
  index_t high;
  bool overflow;  ///< a distance, in bytes, left 64 bits
};

/// The reach of a layout without zero extents.
constexpr reach reach_of(const index_t* extents, const index_t* strides, int rank,
                         index_t element_bytes) {
  reach r{0, 0, false};
  for (int d = 0; d < rank; ++d) {
    const index_t last = checked_mul(extents[d] - 1, strides[d], r.overflow);
    index_t& side = last < 0 ? r.low : r.high;
    side = checked_add(side, checked_mul(last, element_bytes, r.overflow), r.overflow);
  }
  r.high = checked_add(r.high, element_bytes, r.overflow);
  checked_add(r.high, r.low == INT64_MIN ? INT64_MAX : -r.low, r.overflow);
  return r;
}

}  // namespace tenon::inline TENON_ABI
