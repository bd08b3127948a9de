// Tensors that own their elements: row-major, contiguous, starting at a multiple of 64 bytes.
//
//   tenon::tensor<float> a(480, 640);                                // zeros
//   auto b = tenon::tensor<float>::rows({{1, 2, 3}, {4, 5, 6}});
#pragma once

#include <cstring>

#include <tenon/runtime/memory.hpp>
#include <tenon/runtime/view.hpp>

namespace tenon::inline TENON_ABI {

/// Asks a tensor not to write its elements when it is made.
struct uninitialized_t {};
inline constexpr uninitialized_t uninitialized{};

/// Owns its elements; a copy has elements of its own. Zero-filled unless `uninitialized` is said.
template <class T> class tensor {
  static_assert(element_type<T>,
                "tenon::tensor<T> requires 'T' to be float, double, half, bfloat16, bool or an "
                "integer of 8 to 64 bits");

 public:
  using value_type = T;

  /// Empty: rank 1, extent 0.
  tensor() = default;

  /// Zeros of the given extents.
  template <class... Extent>
    requires(sizeof...(Extent) > 0 && (std::is_integral_v<Extent> && ...))
  explicit tensor(Extent... extents) : tensor(uninitialized, extents...) {
    clear();
  }
  explicit tensor(std::span<const index_t> extents) : tensor(uninitialized, extents) { clear(); }

  /// Elements that hold anything until they are written.
  template <class... Extent>
    requires(sizeof...(Extent) > 0 && (std::is_integral_v<Extent> && ...))
  tensor(uninitialized_t, Extent... extents) {
    const index_t list[] = {to_extent(extents)...};
    allocate(list);
  }
  tensor(uninitialized_t, std::span<const index_t> extents) { allocate(extents); }

  tensor(const tensor& other) : tensor(uninitialized, other.extents()) {
    if (size() != 0) std::memcpy(data(), other.data(), bytes());
  }
  tensor(tensor&& other) noexcept { swap(other); }
  tensor& operator=(tensor other) noexcept {
    swap(other);
    return *this;
  }

  /// Rank 1, from its elements.
  static tensor values(std::initializer_list<T> elements) {
    tensor result(uninitialized, elements.size());
    T* to = result.data();
    for (T element : elements) *to++ = element;
    return result;
  }

  /// Rank 2, from rows of equal length.
  static tensor rows(std::initializer_list<std::initializer_list<T>> rows) {
    const std::size_t columns = rows.size() == 0 ? 0 : rows.begin()->size();
    tensor result(uninitialized, rows.size(), columns);
    T* to = result.data();
    for (const auto& row : rows) {
      if (row.size() != columns) {
        fail(blame::user, {"tensor::rows: a row has ", row.size(), " elements, the first row has ",
                           columns, "; rows must have equal lengths"});
      }
      for (T element : row) *to++ = element;
    }
    return result;
  }

  T* data() { return elements_.data(); }
  const T* data() const { return elements_.data(); }
  int rank() const { return elements_.rank(); }
  index_t extent(int axis) const { return elements_.extent(axis); }
  index_t stride(int axis) const { return elements_.stride(axis); }
  std::span<const index_t> extents() const { return elements_.extents(); }
  std::span<const index_t> strides() const { return elements_.strides(); }
  /// Number of elements.
  index_t size() const { return elements_.size(); }
  T* begin() { return data(); }
  T* end() { return data() + size(); }
  const T* begin() const { return data(); }
  const T* end() const { return data() + size(); }

  /// The element at the indices, unchecked.  @pre as many indices as axes, each within its extent
  template <class... Index> T& operator()(Index... indices) { return elements_(indices...); }
  template <class... Index> const T& operator()(Index... indices) const {
    return elements_(indices...);
  }
  /// The element at the indices, checked.
  template <class... Index> T& at(Index... indices) { return elements_.at(indices...); }
  template <class... Index> const T& at(Index... indices) const { return elements_.at(indices...); }

  operator view<T>() & { return elements_; }
  operator view<const T>() const& { return elements_; }

  /// Sets every element to `value`.
  tensor& fill(T value) {
    for (T& element : *this) element = value;
    return *this;
  }

  /// Sets the elements, in row-major order, to first, first + step, first + 2·step, …, each
  /// converted to the element type; integers wrap.
  tensor& iota(T first = T(0), T step = T(1)) {
    return generate([=](index_t n) {
      if constexpr (std::is_floating_point_v<T>) {
        return first + step * static_cast<T>(n);
      } else if constexpr (narrow_float<T>) {
        return T(first + step * static_cast<float>(n));
      } else if constexpr (std::is_same_v<T, bool>) {
        return (first + (step ? n : 0)) % 2 != 0;
      } else {
        return static_cast<T>(static_cast<std::uint64_t>(first) +
                              static_cast<std::uint64_t>(step) * static_cast<std::uint64_t>(n));
      }
    });
  }

  /// Sets the n-th element, in row-major order, to value(n), converted to the element type.
  template <class Value> tensor& generate(Value value) {
    T* to = data();
    for (index_t n = 0; n < size(); ++n) to[n] = static_cast<T>(value(n));
    return *this;
  }

  /// Same extents and the same bits: 0.0 differs from -0.0, and a NaN equals itself.
  friend bool operator==(const tensor& a, const tensor& b) {
    if (a.rank() != b.rank()) return false;
    for (int d = 0; d < a.rank(); ++d) {
      if (a.extent(d) != b.extent(d)) return false;
    }
    return a.size() == 0 || std::memcmp(a.data(), b.data(), a.bytes()) == 0;
  }

 private:
  template <class Extent> static constexpr index_t to_extent(Extent extent) {
    if constexpr (std::is_unsigned_v<Extent> && sizeof(Extent) == 8) {
      // Beyond 2^63 no extent is right; the largest one is refused with the same sentence.
      return extent > std::uint64_t(INT64_MAX) ? INT64_MAX : static_cast<index_t>(extent);
    } else {
      return static_cast<index_t>(extent);
    }
  }

  std::size_t bytes() const { return static_cast<std::size_t>(size()) * sizeof(T); }

  void allocate(std::span<const index_t> extents) {
    check_rank_limit({"tensor"}, static_cast<index_t>(extents.size()));
    const int rank = static_cast<int>(extents.size());
    check_extents({"tensor"}, element_of<T>, extents.data(), rank);
    const index_t size = count_elements(extents.data(), rank) * index_t(sizeof(T));
    memory_ = aligned_memory::try_allocate(size);
    if (memory_.size() != size) fail_to_allocate("tensor", size);
    elements_ = view<T>(reinterpret_cast<T*>(memory_.data()), extents);
  }

  void clear() {
    if (size() != 0) std::memset(data(), 0, bytes());
  }

  void swap(tensor& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(elements_, other.elements_);
  }

  aligned_memory memory_;
  view<T> elements_;
};

}  // namespace tenon::inline TENON_ABI
