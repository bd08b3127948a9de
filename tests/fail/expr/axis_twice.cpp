// expect-error: compute\(name, axes, value\) requires axes of different names: axis number \{0\} repeats number \{1\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto axis_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), same("i", n);
  auto B = compute("B", {i, same}, A(i, same));  // <-- here
  return schedule(B);
};

TENON_REFUSED(axis_twice,
              "compute(name, axes, value) requires axes of different names: axis number 1 repeats "
              "number 0",
              16)
