// The functions that random programs call, for every element type. They go by bits, so that they are
// functions of NaNs and of zeros with signs too.
#pragma once

#include <algorithm>
#include <vector>

#include <tenon/expr/call.hpp>
#include <tenon/ir/fold.hpp>

namespace fuzz {

using namespace tenon;

/// What tells elements apart; all NaNs are one.
template <class T>
std::uint64_t key_of(T x) {
  if constexpr (is_float(element_of<T>) || is_narrow_float(element_of<T>)) {
    if (static_cast<double>(x) != static_cast<double>(x)) return ~std::uint64_t{0};
  }
  return ir::bits_of(x);
}

/// Element number `e` of a view, in row-major order.
template <class T>
T& nth(const view<T>& v, index_t e) {
  index_t offset = 0;
  for (int d = v.rank() - 1; d >= 0; --d) {
    offset += e % v.extent(d) * v.stride(d);
    e /= v.extent(d);
  }
  return v.data()[offset];
}

template <class T>
void reversed(view<const T> from, view<T> to) {
  for (index_t e = 0; e < to.size(); ++e) nth(to, e) = nth(from, from.size() - 1 - e);
}
template <class T>
void largest(view<const T> from, view<T> to) {
  for (index_t e = 0; e < to.size(); ++e) {
    const T x = nth(from, e);
    nth(to, e) = e > 0 && key_of<T>(nth(to, e - 1)) > key_of(x) ? nth(to, e - 1) : x;
  }
}
template <class T>
void ranked(view<const T> from, view<T> to, view<index_t> positions) {
  std::vector<index_t> order(static_cast<std::size_t>(from.size()));
  for (std::size_t e = 0; e < order.size(); ++e) order[e] = static_cast<index_t>(e);
  std::stable_sort(order.begin(), order.end(),
                   [&](index_t a, index_t b) { return key_of<T>(nth(from, a)) < key_of<T>(nth(from, b)); });
  for (std::size_t e = 0; e < order.size(); ++e) {
    nth(to, static_cast<index_t>(e)) = nth(from, order[e]);
    nth(positions, static_cast<index_t>(e)) = order[e];
  }
}
template <class T>
void counted(view<const T> from, view<std::int32_t> bins) {
  for (index_t b = 0; b < bins.size(); ++b) bins(b) = 0;
  for (index_t e = 0; e < from.size(); ++e)
    ++bins(static_cast<index_t>(key_of<T>(nth(from, e)) % static_cast<std::uint64_t>(bins.size())));
}
template <class T>
void lesser(view<const T> a, view<const T> b, view<T> to) {
  for (index_t e = 0; e < to.size(); ++e)
    nth(to, e) = key_of<T>(nth(b, e)) < key_of<T>(nth(a, e)) ? nth(b, e) : nth(a, e);
}

inline constexpr int call_count = 5;
inline constexpr int call_counted = 3;  ///< whose result has extents of its own
inline constexpr int call_lesser = 4;   ///< which reads twice
inline constexpr int call_ranked = 2;   ///< which has two results

/// Function `Number` for elements of type T, under a name of its own.
template <int Number, class T>
inline constexpr auto numbered_external = [] {
  auto f = [] {
    if constexpr (Number == 0) return external<reversed<T>>("reversed_");
    else if constexpr (Number == 1) return external<largest<T>>("largest_");
    else if constexpr (Number == 2) return external<ranked<T>>("ranked_");
    else if constexpr (Number == 3) return external<counted<T>>("counted_");
    else return external<lesser<T>>("lesser_");
  }();
  f.label.append(static_cast<char>('a' + static_cast<int>(element_of<T>)));
  return f;
}();

/// The same by numbers that are known when the program runs.
inline ir::external_function external_number(int number, element type) {
  return ir::with_type_of(type, [&]<class T>() {
    switch (number) {
      case 0: return numbered_external<0, T>.erased();
      case 1: return numbered_external<1, T>.erased();
      case 2: return numbered_external<2, T>.erased();
      case 3: return numbered_external<3, T>.erased();
      default: return numbered_external<4, T>.erased();
    }
  });
}

}  // namespace fuzz
