// expect-error: a stage prefetches a tensor in one loop: stage number \{0\} was named before
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto prefetch_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s.prefetch(P, i, 1).prefetch(P, j, 1);  // <-- here
  return s;
};

TENON_REFUSED(prefetch_twice,
              "a stage prefetches a tensor in one loop: stage number 1 was named before",
              16)
