// expect-error: zigzag\(axis\) leaves no iteration anything that was made for it: stage number 
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto zigzag_order_doubled = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].compute_at(C, j).double_buffer();
  s.zigzag(j);  // <-- here
  return s;
};

TENON_REFUSED(zigzag_order_doubled,
              "zigzag(axis) leaves no iteration anything that was made for it: stage number 1 is stored around loop number 1 and computed inside, in two halves, or prefetches in it",
              16)
