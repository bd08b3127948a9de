// What a kernel knows of one tensor argument once the element type is a value: the form in which
// every call, native or compiled at run time, receives its tensors.
#pragma once

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI {

/// A tensor in memory with its element type erased. Element (i0, i1, …) lies at Σ strides[d] · i_d
/// elements from `data`; only the first `rank` extents and strides mean anything.
struct argument {
  static constexpr int max_rank = 8;

  void* data;
  element type;
  std::uint8_t rank;
  bool writable;  ///< false where the caller's object is const
  index_t extents[max_rank];
  index_t strides[max_rank];  ///< in elements; may be negative or, where only read, 0
};

}  // namespace tenon::inline TENON_ABI
