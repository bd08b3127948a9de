// expect-error: a reducer's combine\(left, right\) requires a result of the reducer's own type
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto less = commutative_reducer(0.0f, [](auto a, auto b) { return a < b; });
  auto B = compute("B", {i}, reduce(less, A(i, r), r));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
