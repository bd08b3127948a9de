// expect-error: zigzag\(axis\) requires a plain loop whose iterations may come in any order: loop number 
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto zigzag_loop = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto C = compute("C", {i}, sum(A(i, r), r));
  auto s = schedule(C);
  s.zigzag(r);  // <-- here
  return s;
};

TENON_REFUSED(zigzag_loop,
              "zigzag(axis) requires a plain loop whose iterations may come in any order: loop number 1 of stage number 1 is reduced, annotated, or cut or shifted at its end",
              16)
