// expect-error: reduce\(reducer, value, axes…\) requires the reducer's type to be the value's
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto smallest = commutative_reducer(0.0, [](auto a, auto b) { return min(a, b); });
  auto B = compute("B", {i}, reduce(smallest, A(i, r), r));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
