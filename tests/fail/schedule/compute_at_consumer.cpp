// expect-error: compute_at\(consumer, axis\) requires 'consumer' to use the stage, directly or through stages computed inside it: stage number \{1\} does not use stage number \{0\}
// expect-error: numbers<1, 3>
#include "../refused.hpp"

inline constexpr auto compute_at_consumer = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto D = compute("D", {i}, A(i) * 3);
  auto s = schedule(C, D);
  s[P].compute_at(D, i);  // <-- here
  return s;
};

TENON_REFUSED(compute_at_consumer,
              "compute_at(consumer, axis) requires 'consumer' to use the stage, directly or through "
              "stages computed inside it: stage number 3 does not use stage number 1",
              16)
