// Functions of the user's that compute parts of tensors, for opaque calls (call.hpp).
//
//   void sort(tenon::view<const float> from, tenon::view<float> to);
//   inline constexpr auto sorting = tenon::external<sort>("sort");
//
// What it reads are its views of const elements, what it writes the others.
#pragma once

#include <tenon/expr/tensor.hpp>
#include <tenon/runtime/view.hpp>

namespace tenon::inline TENON_ABI {
namespace expr {

template <class... Views>
struct signature {};
template <class... Elements>
constexpr signature<Elements...> signature_of(void (*)(view<Elements>...)) {
  return {};
}

/// Whether a name is an identifier of C that a name holds in full.
constexpr bool is_identifier(const char* text) {
  int n = 0;
  for (; text[n] != '\0'; ++n) {
    const char c = text[n];
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!letter && (n == 0 || c < '0' || c > '9')) return false;
  }
  return n > 0 && n <= name::capacity;
}

/// A view of the elements that a back end hands over.
template <class E>
view<E> view_of_argument(const argument& a) {
  return view<E>(static_cast<E*>(a.data), std::span<const index_t>(a.extents, a.rank),
                 std::span<const index_t>(a.strides, a.rank));
}

/// Takes views apart: what back ends call.
template <auto Function, class... Elements>
struct entry_of {
  template <std::size_t... I>
  static void pass(const argument* views, std::index_sequence<I...>) {
    (+Function)(view_of_argument<Elements>(views[I])...);
  }
  static void enter(const argument* views) noexcept {
    pass(views, std::index_sequence_for<Elements...>());
  }
};

}  // namespace expr

/// A function with its name in C, where printed C declares it. `Element…` are those of its views.
template <auto Function, class... Elements>
struct external_of {
  static constexpr int reads = (0 + ... + (std::is_const_v<Elements> ? 1 : 0));
  static constexpr int writes = static_cast<int>(sizeof...(Elements)) - reads;

  name label;
  bool is_named;  ///< by an identifier that isn't too long
  std::uint32_t line;

  /// Runs it as back ends do: what a function of this name passes on to, where printed C is linked.
  static void run(const argument* views) noexcept { expr::entry_of<Function, Elements...>::enter(views); }

  /// The same as a value of loop programs.
  constexpr ir::external_function erased() const {
    std::int32_t written = 0;
    int at = 0;
    ((written |= std::is_const_v<Elements> ? 0 : std::int32_t{1} << at, ++at), ...);
    return {label, &expr::entry_of<Function, Elements...>::enter, static_cast<std::int32_t>(sizeof...(Elements)), written};
  }
};

namespace expr {

template <auto Function, class... Elements>
constexpr external_of<Function, Elements...> make_external(const named_at& label, signature<Elements...>) {
  static_assert(sizeof...(Elements) <= ir::max_views, "external<function>(name) requires a function of at most 8 views");
  return {make_name(label.label), is_identifier(label.label), label.line};
}

}  // namespace expr

/// Names a function for calls: a function, or a lambda without captures, from views to nothing. What
/// it writes depends on nothing but what it reads; it writes every element of its results, may run
/// on several threads at once, and throws nothing.
template <auto Function>
constexpr auto external(const named_at& label) {
  static_assert(requires { expr::signature_of(+Function); },
                "external<function>(name) requires a function of views by value: "
                "void f(view<const float> read, view<float> written)");
  return expr::make_external<Function>(label, decltype(expr::signature_of(+Function))());
}

}  // namespace tenon::inline TENON_ABI
