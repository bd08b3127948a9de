// One way to see every object that holds tensor elements: `view_of(x)`, and `to_argument(x)` for
// kernels. Other libraries' types join by specialising `view_traits` (see eigen.hpp).
#pragma once

#include <tenon/runtime/tensor.hpp>

namespace tenon::inline TENON_ABI {

/// An object with data() and size() over elements: std::span, std::vector, std::array, …
template <class T>
concept contiguous_elements = requires(T& x) {
  requires element_type<std::remove_cvref_t<decltype(*x.data())>>;
  static_cast<index_t>(x.size());
};

/// How a type is seen as a view: `of(x)` gives view<E>, or view<const E> where `x` is const and
/// owns its elements; `owns` says whether the elements die with the object.
template <class T> struct view_traits {
  static_assert(contiguous_elements<T>,
                "tenon::view_of(x) requires 'x' to be a tensor, a view, or to have data() and "
                "size() of float, double, half, bfloat16, bool or integers of 8 to 64 bits");
  static constexpr bool owns = !std::ranges::enable_borrowed_range<T>;
  template <class X> static auto of(X& x) {
    if constexpr (contiguous_elements<T>) return view(std::span(x.data(), x.size()));
  }
};
template <class E> struct view_traits<view<E>> {
  static constexpr bool owns = false;
  static view<E> of(const view<E>& x) { return x; }
};
template <class E> struct view_traits<tensor<E>> {
  static constexpr bool owns = true;
  static view<E> of(tensor<E>& x) { return x; }
  static view<const E> of(const tensor<E>& x) { return x; }
};

/// A view of the elements of `x`.
template <class T> auto view_of(T&& x) {
  using traits = view_traits<std::remove_cvref_t<T>>;
  static_assert(std::is_lvalue_reference_v<T> || !traits::owns,
                "tenon::view_of(x) requires 'x' to outlive the view: give the object a name");
  return traits::of(x);
}

/// `x` as a kernel receives it. A temporary that owns its elements may be read, not written.
template <class T> argument to_argument(T&& x) {
  using plain = std::remove_cvref_t<T>;
  argument result = view_traits<plain>::of(x).erased();
  if constexpr (!std::is_lvalue_reference_v<T> && view_traits<plain>::owns) result.writable = false;
  return result;
}
/// An argument that was made by hand stays as it is.
inline argument to_argument(const argument& x) { return x; }
inline argument to_argument(argument& x) { return x; }
inline argument to_argument(argument&& x) { return x; }

}  // namespace tenon::inline TENON_ABI
