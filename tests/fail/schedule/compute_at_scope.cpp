// expect-error: compute_at\(consumer, axis\) requires every use of the stage to be inside the loop 'axis': consumer number \{0\} is outside
// expect-error: numbers<3, 2>
#include "../refused.hpp"

inline constexpr auto compute_at_scope = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto D = compute("D", {i}, P(i) * 3);
  auto s = schedule(C, D);
  s[P].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(compute_at_scope,
              "compute_at(consumer, axis) requires every use of the stage to be inside the loop "
              "'axis': consumer number 3 is outside",
              16)
