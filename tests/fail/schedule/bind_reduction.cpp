// expect-error: bind\(axis, hardware_axis\) requires an axis of the definition, not a reduced one
#include "../refused.hpp"

inline constexpr auto bind_reduction = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto s = schedule(compute("B", {i}, sum(A(i, r), r)));
  s.bind(r, hardware_axis::thread_x);  // <-- here
  return s;
};

TENON_REFUSED(bind_reduction,
              "bind(axis, hardware_axis) requires an axis of the definition, not a reduced one",
              16)
