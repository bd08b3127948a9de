// expect-error: an output is computed at the root: it can't be computed at another stage's loop or inlined
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto compute_at_output = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(P, C);
  s[P].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(compute_at_output,
              "an output is computed at the root: it can't be computed at another stage's loop or "
              "inlined",
              16)
