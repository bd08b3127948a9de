// expect-error: prefetch\(tensor, axis, distance\) looks from 1 to \{1\} iterations ahead: got \{0\}
// expect-error: numbers<0, 1024>
#include "../refused.hpp"

inline constexpr auto prefetch_distance = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s.prefetch(P, j, 0);  // <-- here
  return s;
};

TENON_REFUSED(prefetch_distance,
              "prefetch(tensor, axis, distance) looks from 1 to 1024 iterations ahead: got 0",
              16)
