// expect-error: rfactor\(axis\) requires an associative and commutative reducer that combines nothing but its two operands: stage number \{0\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto rfactor_reducer = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto horner = ordered_reducer(0.0f, [](auto left, auto right) { return left * 2 + right; });
  auto s = schedule(compute("B", {i}, reduce(horner, A(i, r), r)));
  s.rfactor(r);  // <-- here
  return s;
};

TENON_REFUSED(rfactor_reducer,
              "rfactor(axis) requires an associative and commutative reducer that combines "
              "nothing but its two operands: stage number 1",
              16)
