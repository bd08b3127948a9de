// expect-error: reverse_compute_at comes before everything else on its stage
// expect-error: numbers<2, 0>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_first = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s.split(i, 4);
  s.reverse_compute_at(P, i);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_first,
              "reverse_compute_at comes before everything else on its stage, which is at the root, and before other stages "
              "are placed at its loops: stage number 2",
              16)
