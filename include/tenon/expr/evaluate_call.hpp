// What the oracle hands to a function: tensors in memory as the function's views expect them.
#pragma once

#include <cstring>
#include <memory>
#include <vector>

#include <tenon/expr/plain_tensor.hpp>

namespace tenon::inline TENON_ABI::expr {

/// A tensor's elements in row-major order, as they are stored.
class stored_tensor {
 public:
  stored_tensor(element type, const std::vector<index_t>& extents, std::size_t count)
      : type_(type), extents_(extents), count_(count), memory_(new std::uint64_t[count + 1]()) {}
  stored_tensor(element type, const plain_tensor& from) : stored_tensor(type, from.extents, from.elements.size()) {
    for (std::size_t e = 0; e < count_; ++e) std::memcpy(at(e), &from.elements[e], bytes());
  }

  /// The elements as the oracle has them.
  std::vector<std::uint64_t> elements() const {
    std::vector<std::uint64_t> all(count_, 0);
    for (std::size_t e = 0; e < count_; ++e) std::memcpy(&all[e], at(e), bytes());
    return all;
  }

  /// The part at the given first indices, as a function sees it.
  argument part(const std::vector<index_t>& lead, bool writable) const {
    index_t position = 0;
    for (std::size_t d = 0; d < extents_.size(); ++d)
      position = position * extents_[d] + (d < lead.size() ? lead[d] : 0);
    argument a{at(static_cast<std::size_t>(position)), type_, static_cast<std::uint8_t>(extents_.size() - lead.size()),
               writable, {}, {}};
    index_t stride = 1;
    for (int d = a.rank - 1; d >= 0; --d) {
      a.extents[d] = extents_[lead.size() + static_cast<std::size_t>(d)];
      a.strides[d] = stride;
      stride *= a.extents[d] < 1 ? 1 : a.extents[d];
    }
    return a;
  }

 private:
  std::size_t bytes() const { return static_cast<std::size_t>(size_of(type_)); }
  char* at(std::size_t e) const { return reinterpret_cast<char*>(memory_.get()) + e * bytes(); }

  element type_;
  std::vector<index_t> extents_;
  std::size_t count_;
  std::unique_ptr<std::uint64_t[]> memory_;  // aligned for every element
};

}  // namespace tenon::inline TENON_ABI::expr
