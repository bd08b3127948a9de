// expect-error: an input has no loops to schedule: s\.cache_read\(tensor\) makes a copy that has
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto stage_is_input = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s[A].split(i, 4);  // <-- here
  return s;
};

TENON_REFUSED(stage_is_input,
              "an input has no loops to schedule: s.cache_read(tensor) makes a copy that has",
              16)
