// expect-error: prefetch\(tensor, axis, distance\) requires a loop whose iterations run one after another: loop numb
// expect-error: numbers<0, 2>
#include "../refused.hpp"

inline constexpr auto prefetch_loop = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s.parallel(i);
  s.prefetch(P, i, 1);  // <-- here
  return s;
};

TENON_REFUSED(prefetch_loop,
              "prefetch(tensor, axis, distance) requires a loop whose iterations run one after another: loop "
              "number 0 of stage number 2 is parallel, unrolled, vectorized or bound",
              16)
