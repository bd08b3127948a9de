// expect-error: compute\(name, axes, value\) requires axes of different names: axis number \{0\} repeats number \{1\}
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto axis_twice_reduced = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r, r));  // <-- here
  return schedule(B);
};

TENON_REFUSED(axis_twice_reduced,
              "compute(name, axes, value) requires axes of different names: axis number 1 repeats "
              "number 1",
              16)
