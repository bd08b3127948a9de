// expect-error: pad\(dimension\) requires a stage that is stored in memory of its own: not an input or an output
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto pad_place = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[A].pad(0);  // <-- here
  return s;
};

TENON_REFUSED(pad_place,
              "pad(dimension) requires a stage that is stored in memory of its own: not an input or an "
              "output",
              16)
