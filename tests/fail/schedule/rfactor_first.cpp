// expect-error: rfactor comes before everything else on its stage but splits and reorders of reduced axes, and before other stages are placed at its loops: stage number \{0\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto rfactor_first = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto s = schedule(compute("B", {i}, sum(A(i, r), r)));
  s.parallel(i);
  s.rfactor(r);  // <-- here
  return s;
};

TENON_REFUSED(rfactor_first,
              "rfactor comes before everything else on its stage but splits and reorders of "
              "reduced axes, and before other stages are placed at its loops: stage number 1",
              16)
