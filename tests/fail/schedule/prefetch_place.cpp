// expect-error: prefetch\(tensor, axis, distance\) requires a tensor that is there before the loop: an input, or a s
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto prefetch_place = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].compute_at(C, i);
  s.prefetch(P, j, 1);  // <-- here
  return s;
};

TENON_REFUSED(prefetch_place,
              "prefetch(tensor, axis, distance) requires a tensor that is there before the loop: an input, or "
              "a stage computed at the root; stage number 1 is not",
              16)
