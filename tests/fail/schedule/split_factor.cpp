// expect-error: split\(axis, factor\) requires a positive factor: got \{0\}
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto split_factor = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.split(i, 0);  // <-- here
  return s;
};

TENON_REFUSED(split_factor,
              "split(axis, factor) requires a positive factor: got 0",
              16)
