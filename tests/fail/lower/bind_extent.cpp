// expect-error: a loop bound to threads has a constant number of iterations, at most \{1\} here: got \{0\} \(-1: not constant\)
// expect-error: numbers<2000, 1024>
#include "../refused.hpp"

inline constexpr auto bind_extent = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) + 1));
  s.bind(i, hardware_axis::thread_x);  // <-- here
  return s;
};

TENON_REFUSED(bind_extent,
              "a loop bound to threads has a constant number of iterations, at most 1024 here: "
              "got 2000 (-1: not constant)",
              2000)
