// expect-error: parallel\(axis\) requires an axis of the definition, not a reduced one
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto parallel_reduction = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  s.parallel(r);  // <-- here
  return s;
};

TENON_REFUSED(parallel_reduction,
              "parallel(axis) requires an axis of the definition, not a reduced one",
              16)
