// expect-error: reverse_compute_at\(producer, axis\) requires a producer that is computed at the root
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_producer = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[P].compute_inline();
  s.reverse_compute_at(P, i);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_producer,
              "reverse_compute_at(producer, axis) requires a producer that is computed at the root, no input, output, "
              "update or scan: stage number 1 is not",
              16)
