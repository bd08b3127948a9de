// expect-error: prefetch\(tensor, axis, distance\) requires a stage that reads the tensor: stage number \{0\} does n
// expect-error: numbers<2, 0>
#include "../refused.hpp"

inline constexpr auto prefetch_use = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s.prefetch(A, j, 1);  // <-- here
  return s;
};

TENON_REFUSED(prefetch_use,
              "prefetch(tensor, axis, distance) requires a stage that reads the tensor: stage number 2 does "
              "not read stage number 0",
              16)
