// Tensors in somebody else's memory: a pointer, extents and strides.
//
//   float pixels[480 * 640];
//   tenon::view<float> image(pixels, {480, 640});
//   tenon::view<const float> transposed(pixels, {640, 480}, {1, 640});
#pragma once

#include <initializer_list>
#include <span>
#include <type_traits>

#include <tenon/runtime/check.hpp>

namespace tenon::inline TENON_ABI {

/// A strided tensor of rank 0 to 8 that it doesn't own; `T` is const where it may only be read.
/// A copy refers to the same elements. Rank 0 is a scalar.
template <class T> class view {
  static_assert(
      element_type<std::remove_const_t<T>>,
      "tenon::view<T> requires 'T' to be float, double, half, bfloat16, bool or an integer "
      "of 8 to 64 bits, const or not");

 public:
  using value_type = std::remove_const_t<T>;

  /// Empty: rank 1, extent 0.
  view() : data_(nullptr), rank_(1) { strides_[0] = 1; }

  /// Row-major and contiguous.
  view(T* data, std::span<const index_t> extents) : data_(data) { shape(extents); check(); }
  view(T* data, std::initializer_list<index_t> extents)
      : view(data, std::span<const index_t>(extents.begin(), extents.size())) {}

  /// With strides in elements, one for each extent.
  view(T* data, std::span<const index_t> extents, std::span<const index_t> strides)
      : data_(data) {
    shape(extents);
    if (strides.size() != extents.size()) {
      fail(blame::user, {"view: has ", extents.size(), " extents and ", strides.size(),
                         " strides; give one stride for "
                         "each extent"});
    }
    for (int d = 0; d < rank_; ++d) strides_[d] = strides[static_cast<std::size_t>(d)];
    check();
  }
  view(T* data, std::initializer_list<index_t> extents, std::initializer_list<index_t> strides)
      : view(data, std::span<const index_t>(extents.begin(), extents.size()),
             std::span<const index_t>(strides.begin(), strides.size())) {}

  /// The elements of a span, rank 1.
  view(std::span<T> elements)
      : view(elements.data(), {static_cast<index_t>(elements.size())}) {}

  /// A view for reading of what may also be written.
  view(const view<value_type>& other)
    requires std::is_const_v<T>
      : view(other.data(), other.extents(), other.strides()) {}
  view(const view&) = default;
  view& operator=(const view&) = default;

  T* data() const { return data_; }
  int rank() const { return rank_; }
  index_t extent(int axis) const { return extents_[axis]; }
  index_t stride(int axis) const { return strides_[axis]; }
  std::span<const index_t> extents() const { return {extents_, std::size_t(rank_)}; }
  std::span<const index_t> strides() const { return {strides_, std::size_t(rank_)}; }
  /// Number of elements.
  index_t size() const { return count_elements(extents_, rank_); }
  /// Whether the elements lie in row-major order without gaps.
  bool is_contiguous() const { return tenon::is_contiguous(extents_, strides_, rank_); }

  /// The element at the indices, unchecked.  @pre as many indices as axes, each within its extent
  template <class... Index> T& operator()(Index... indices) const {
    static_assert((std::is_integral_v<Index> && ...),
                  "tenon::view::operator()(i, j, ...) requires integer indices");
    index_t offset = 0;
    int axis = 0;
    ((offset += static_cast<index_t>(indices) * strides_[axis++]), ...);
    return data_[offset];
  }

  /// The element at the indices, checked.
  template <class... Index> T& at(Index... indices) const {
    static_assert((std::is_integral_v<Index> && ...),
                  "tenon::view::at(i, j, ...) requires integer indices");
    const index_t list[sizeof...(Index) + 1] = {static_cast<index_t>(indices)..., 0};
    check_indices(list, static_cast<int>(sizeof...(Index)));
    return (*this)(indices...);
  }

  /// The view with its element type erased.
  argument erased() const {
    argument a{const_cast<value_type*>(data_),
               element_of<value_type>,
               static_cast<std::uint8_t>(rank_),
               !std::is_const_v<T>,
               {},
               {}};
    for (int d = 0; d < rank_; ++d) {
      a.extents[d] = extents_[d];
      a.strides[d] = strides_[d];
    }
    return a;
  }

 private:
  void shape(std::span<const index_t> extents) {
    const auto rank = static_cast<index_t>(extents.size());
    check_rank_limit({"view"}, rank);
    // GCC 12 doesn't see that the check refuses more, and warns of writes past the arrays.
    rank_ = static_cast<int>(rank < argument::max_rank ? rank : argument::max_rank);
    check_extents({"view"}, element_of<value_type>, extents.data(), rank_);
    for (int d = 0; d < rank_; ++d) extents_[d] = extents[static_cast<std::size_t>(d)];
    set_contiguous_strides(strides_, extents_, rank_);
  }

  void check() const { check_memory({"view"}, erased()); }

  void check_indices(const index_t* indices, int count) const {
    if (count != rank_) {
      fail(blame::user, {"view::at: got ", count, " indices; the view has rank ", rank_});
    }
    for (int d = 0; d < count; ++d) {
      if (indices[d] >= 0 && indices[d] < extents_[d]) continue;
      fail(blame::user, {"view::at: index ", d, " is ", indices[d],
                         "; it must be at least 0 and less than ", extents_[d]});
    }
  }

  T* data_;
  int rank_;
  index_t extents_[argument::max_rank] = {};
  index_t strides_[argument::max_rank] = {};
};

template <class T> view(std::span<T>) -> view<T>;

}  // namespace tenon::inline TENON_ABI
