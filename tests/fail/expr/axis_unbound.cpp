// expect-error: every axis in a definition's value must be an axis of the definition or reduced over: index \{0\} of operand number \{1\} \(-1: an index used as a number\) uses another one
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto axis_unbound = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto B = compute("B", {i}, A(i, j));  // <-- here
  return schedule(B);
};

TENON_REFUSED(axis_unbound,
              "every axis in a definition's value must be an axis of the definition or reduced over: "
              "index 1 of operand number 0 (-1: an index used as a number) uses another one",
              16)
