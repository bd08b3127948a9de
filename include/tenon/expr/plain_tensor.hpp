// The oracle's tensors: whole, in row-major order, in memory of their own, and their way from and
// to the caller's memory.
#pragma once

#include <cstdint>
#include <vector>

#include <tenon/runtime/argument.hpp>

namespace tenon::inline TENON_ABI::expr {

/// A tensor of the oracle: elements in row-major order, as object representations.
struct plain_tensor {
  std::vector<index_t> extents;
  std::vector<std::uint64_t> elements;
  bool on_demand = false;   ///< elements are computed when they are read first
  std::vector<bool> known;  ///< on demand: which are there

  /// Position of an element; -1 outside of the tensor.
  index_t position(const index_t* at) const {
    index_t result = 0;
    for (std::size_t d = 0; d < extents.size(); ++d) {
      if (at[d] < 0 || at[d] >= extents[d]) return -1;
      result = result * extents[d] + at[d];
    }
    return result;
  }
};

/// The next point of a box in row-major order; false after the last one.
inline bool advance(index_t* at, const index_t* extents, int count) {
  for (int d = count - 1; d >= 0; --d) {
    if (++at[d] < extents[d]) return true;
    at[d] = 0;
  }
  return false;
}

/// Calls f(bits, place in memory, bytes) for each element.
template <class Tensor, class F>
void for_elements(Tensor& t, const argument& memory, const F& f) {
  if (t.elements.empty()) return;
  const std::size_t size = static_cast<std::size_t>(size_of(memory.type));
  std::vector<index_t> at(t.extents.size() + 1, 0);
  for (auto& bits : t.elements) {
    index_t offset = 0;
    for (std::size_t d = 0; d < t.extents.size(); ++d) offset += at[d] * memory.strides[d];
    f(bits, static_cast<char*>(memory.data) + offset * static_cast<index_t>(size), size);
    advance(at.data(), t.extents.data(), static_cast<int>(t.extents.size()));
  }
}

}  // namespace tenon::inline TENON_ABI::expr
