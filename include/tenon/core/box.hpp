// Sole ownership of a heap object that also works in constant evaluation (std::unique_ptr does
// from C++23 on): large tables of the lowering live here, never on a thread's stack.
#pragma once

#include <type_traits>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// Owns one `T`, made from the arguments; moves, never copies.
template <class T> class box {
 public:
  constexpr box() : object_(new T) {}
  template <class First, class... Rest>
    requires(!std::is_same_v<std::remove_cvref_t<First>, box>)
  constexpr explicit box(First&& first, Rest&&... rest)
      : object_(new T(static_cast<First&&>(first), static_cast<Rest&&>(rest)...)) {}
  constexpr box(box&& other) noexcept : object_(other.object_) { other.object_ = nullptr; }
  constexpr box& operator=(box&& other) noexcept {
    T* mine = object_;
    object_ = other.object_;
    other.object_ = mine;
    return *this;
  }
  box(const box&) = delete;
  box& operator=(const box&) = delete;
  constexpr ~box() { delete object_; }

  constexpr T& operator*() { return *object_; }
  constexpr const T& operator*() const { return *object_; }
  constexpr T* operator->() { return object_; }
  constexpr const T* operator->() const { return object_; }

 private:
  T* object_;
};

}  // namespace tenon::inline TENON_ABI
