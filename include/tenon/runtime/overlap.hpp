// Do two elements of a layout, or elements of two layouts, share memory? Exact for every layout
// that occurs in practice: two halves of one matrix, or real and imaginary parts that interleave,
// are told apart. Called by the checks of a kernel's arguments.
#pragma once

#include <tenon/runtime/argument.hpp>
#include <tenon/runtime/layout.hpp>

namespace tenon::inline TENON_ABI {

/// Room for sums of a few 64-bit distances.
__extension__ using wide_index = __int128;

/// Search for digits x_k in [low_k, high_k] with Σ factor_k · x_k = target. Offsets of elements
/// are such sums, so that equal places are solutions of such an equation.
class offset_search {
 public:
  /// Adds a term; a term with a known factor widens that factor's range.
  void add(index_t factor, index_t low, index_t high) {
    if (factor == 0 || (low == 0 && high == 0)) return;
    if (factor < 0) {
      factor = -factor;
      const index_t negated = -low;
      low = -high;
      high = negated;
    }
    int at = 0;
    while (at < count_ && terms_[at].factor > factor) ++at;
    if (at == count_ || terms_[at].factor != factor) {
      for (int i = count_++; i > at; --i) terms_[i] = terms_[i - 1];
      terms_[at] = {factor, 0, 0};
    }
    terms_[at].low += low;
    terms_[at].high += high;
  }

  /// Whether there is a solution; also true when `effort` steps didn't settle it. Few tensors need
  /// it: callers settle the usual layouts themselves.
  [[gnu::cold]] bool reaches(index_t target) {
    rest_low_[count_] = rest_high_[count_] = 0;
    for (int k = count_ - 1; k >= 0; --k) {
      rest_low_[k] = rest_low_[k + 1] + wide_index(terms_[k].factor) * terms_[k].low;
      rest_high_[k] = rest_high_[k + 1] + wide_index(terms_[k].factor) * terms_[k].high;
    }
    steps_ = 0;
    return search(0, target);
  }

 private:
  struct term {
    index_t factor, low, high;
  };
  static constexpr int capacity = 2 * argument::max_rank + 1;
  static constexpr int effort = 20000;

  static wide_index floor_quotient(wide_index a, wide_index b) {
    return a / b - (a % b < 0 ? 1 : 0);
  }

  [[gnu::cold]] bool search(int k, wide_index target) {
    if (target < rest_low_[k] || target > rest_high_[k]) return false;
    if (k == count_) return true;
    const wide_index factor = terms_[k].factor;
    wide_index low = -floor_quotient(rest_high_[k + 1] - target, factor);
    wide_index high = floor_quotient(target - rest_low_[k + 1], factor);
    if (low < terms_[k].low) low = terms_[k].low;
    if (high > terms_[k].high) high = terms_[k].high;
    for (wide_index x = low; x <= high; ++x) {
      if (++steps_ > effort || search(k + 1, target - factor * x)) return true;
    }
    return false;
  }

  term terms_[capacity];
  wide_index rest_low_[capacity + 1];
  wide_index rest_high_[capacity + 1];
  int count_ = 0;
  int steps_ = 0;
};

/// Whether each axis of `a` steps over all that the axes behind it reach, as rows of a matrix do.
/// @pre the reach of `a` fits 64 bits
inline bool steps_over_inner_axes(const argument& a) {
  index_t reached = 1;
  for (int d = a.rank - 1; d >= 0; --d) {
    if (a.extents[d] == 1) continue;
    if (a.strides[d] < reached) return false;
    reached += a.strides[d] * (a.extents[d] - 1);
  }
  return true;
}

/// Whether two different indices of `a` name the same memory.
/// @pre the reach of `a` fits 64 bits
inline bool overlaps_itself(const argument& a) {
  if (count_elements(a.extents, a.rank) == 0 || steps_over_inner_axes(a)) return false;
  for (int first = 0; first < a.rank; ++first) {
    if (a.extents[first] == 1) continue;
    if (a.strides[first] == 0) return true;
    // Differences of two indices whose first differing axis is `first`: their sum must not be 0.
    offset_search rest;
    for (int d = first + 1; d < a.rank; ++d) {
      rest.add(a.strides[d], 1 - a.extents[d], a.extents[d] - 1);
    }
    rest.add(a.strides[first], 1, a.extents[first] - 1);
    if (rest.reaches(0)) return true;
  }
  return false;
}

/// Whether an element of `a` and an element of `b` share a byte.
inline bool overlap(const argument& a, const argument& b) {
  if (count_elements(a.extents, a.rank) == 0 || count_elements(b.extents, b.rank) == 0) {
    return false;
  }
  const index_t a_size = size_of(a.type);
  const index_t b_size = size_of(b.type);
  const reach ra = reach_of(a.extents, a.strides, a.rank, a_size);
  const reach rb = reach_of(b.extents, b.strides, b.rank, b_size);
  const auto pa = reinterpret_cast<std::intptr_t>(a.data);
  const auto pb = reinterpret_cast<std::intptr_t>(b.data);
  const wide_index b_from_a = wide_index(pb) - pa;
  if (ra.high <= b_from_a + rb.low || b_from_a + rb.high <= ra.low) return false;
  offset_search places;
  for (int d = 0; d < a.rank; ++d) {
    if (a.extents[d] > 1) places.add(a.strides[d] * a_size, 0, a.extents[d] - 1);
  }
  for (int d = 0; d < b.rank; ++d) {
    if (b.extents[d] > 1) places.add(b.strides[d] * b_size, 1 - b.extents[d], 0);
  }
  places.add(1, 1 - b_size, a_size - 1);
  return places.reaches(pb - pa);
}

}  // namespace tenon::inline TENON_ABI
