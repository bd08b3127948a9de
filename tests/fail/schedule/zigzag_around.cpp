// expect-error: zigzag\(axis\) turns a loop in every other iteration of the loop around it, which is not bound: loop n
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto zigzag_around = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto C = compute("C", {i, j}, A(i, j) * 2);
  auto s = schedule(C);
  s.zigzag(i);  // <-- here
  return s;
};

TENON_REFUSED(zigzag_around,
              "zigzag(axis) turns a loop in every other iteration of the loop around it, which is not bound: loop number 0 of stage number 1 has none",
              16)
