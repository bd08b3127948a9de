// expect-error: rfactor\(axis\) requires a reduction and a loop of its reduced axes, which were split, by guard, or left alone, not fused: got loop \{0\} of stage number \{1\}
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto rfactor_loop = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto s = schedule(compute("B", {i}, sum(A(i, r), r)));
  s.rfactor(i);  // <-- here
  return s;
};

TENON_REFUSED(rfactor_loop,
              "rfactor(axis) requires a reduction and a loop of its reduced axes, which were "
              "split, by guard, or left alone, not fused: got loop 0 of stage number 1",
              16)
