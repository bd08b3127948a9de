// expect-error: compute_at\(consumer, axis\) of an output requires a consumer that is an output or an update itself
// expect-error: numbers<1, -1>
#include "../refused.hpp"

inline constexpr auto output_covered_by_part = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), x("x", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto Q = compute("Q", {i}, P(i) - 3);
  auto C = compute("C", {x}, Q(x) * 2);
  auto s = schedule(P, C);
  s[P].compute_at(Q, i);  // <-- here
  return s;
};

TENON_REFUSED(output_covered_by_part,
              "compute_at(consumer, axis) of an output requires a consumer that is an output or an update itself, "
              "no scan, and reads each dimension at an axis of its own with the same extent, everywhere the same: "
              "of stage number 1, dimension -1 is not (-1: the consumer is not)",
              16)
