// expect-error: zigzag\(axis\) leaves no iteration anything that was made for it: stage number 
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto zigzag_order = [](extent n) {
  auto A = input<float>("A", n, n + 2);
  axis i("i", n), j("j", n), x("x", n + 2);
  auto P = compute("P", {i, x}, A(i, x) + 1);
  auto C = compute("C", {i, j}, P(i, j) * P(i, j + 2));
  auto s = schedule(C);
  s[P].compute_at(C, j).store_at(C, i);
  s.zigzag(j);  // <-- here
  return s;
};

TENON_REFUSED(zigzag_order,
              "zigzag(axis) leaves no iteration anything that was made for it: stage number 1 is stored around loop number 1 and computed inside, in two halves, or prefetches in it",
              16)
