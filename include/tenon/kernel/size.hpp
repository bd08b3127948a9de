// Sizes of a kernel: constants, or known only when the kernel is called.
#pragma once

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI {

/// One extent of a description: `512`, or `dynamic`, or `dynamic.at_most(4096).multiple_of(16)`.
/// A structural value, so that it can be part of a kernel's type.
struct size {
  index_t value;         ///< the extent; -1 when it is known at the call only
  index_t bound = 0;     ///< the caller promises at most this; 0: nothing
  index_t multiple = 1;  ///< the caller promises a multiple of this

  constexpr size(index_t constant) : value(constant) {}
  constexpr bool is_dynamic() const { return value < 0; }
  /// The same, never more than `most`. A call with more throws.
  constexpr size at_most(index_t most) const {
    size s = *this;
    s.bound = most;
    return s;
  }
  /// The same, always a multiple of `factor`. A call with another extent throws.
  constexpr size multiple_of(index_t factor) const {
    size s = *this;
    s.multiple = factor;
    return s;
  }
  constexpr bool operator==(const size&) const = default;
};

/// An extent that is known when the kernel is called.
inline constexpr size dynamic{-1};

}  // namespace tenon::inline TENON_ABI
