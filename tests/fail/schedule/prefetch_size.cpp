// expect-error: prefetch\(tensor, axis, distance\) asks for what one iteration reads, if that is at most \{1\} lines
// expect-error: numbers<256, 32>
#include "../refused.hpp"

inline constexpr auto prefetch_size = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(j, i) * 2);
  auto s = schedule(C);
  s.prefetch(P, i, 1);  // <-- here
  return s;
};

TENON_REFUSED(prefetch_size,
              "prefetch(tensor, axis, distance) asks for what one iteration reads, if that is at most 32 "
              "lines for certain: it is 256 (-1: not constant); choose a loop further in",
              256)
