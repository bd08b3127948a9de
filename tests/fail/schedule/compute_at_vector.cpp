// expect-error: compute_at\(consumer, axis\) requires a loop that is not vectorized: loop \{0\} of the consumer is; choose a loop outside of it
// expect-error: numbers<0, 2>
#include "../refused.hpp"

inline constexpr auto compute_at_vector = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s.vectorize(i);
  s[P].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(compute_at_vector,
              "compute_at(consumer, axis) requires a loop that is not vectorized: loop 0 of the "
              "consumer is; choose a loop outside of it",
              16)
