// expect-error: a stage is placed once: compute_at, compute_inline and compute_root were used on it before
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto compute_at_twice = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[P].compute_inline();
  s[P].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(compute_at_twice,
              "a stage is placed once: compute_at, compute_inline and compute_root were used on it "
              "before",
              16)
