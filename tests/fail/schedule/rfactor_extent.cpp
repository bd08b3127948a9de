// expect-error: rfactor\(axis\) requires an extent that is a number or an axis's own: loop \{0\}'s is a part of one that isn't known yet; split by a factor and take the inner part
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto rfactor_extent = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", 1), r("r", n);
  auto s = schedule(compute("B", {i}, sum(A(r), r)));
  auto parts = s.split(r, 4);
  s.rfactor(parts.outer);  // <-- here
  return s;
};

TENON_REFUSED(rfactor_extent,
              "rfactor(axis) requires an extent that is a number or an axis's own: loop 2's is a "
              "part of one that isn't known yet; split by a factor and take the inner part",
              dynamic)
