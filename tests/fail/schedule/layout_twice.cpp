// expect-error: a stage's layout is given once, by transform_layout or by packs of different dimensions: stage number \{0\} has one already
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto layout_twice = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), y("y", m), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto B = compute("B", {i, j}, P(i, j) + 1);
  auto s = schedule(B);
  s[P].transform_layout(x, y).pack(1, 8);  // <-- here
  return s;
};

TENON_REFUSED(layout_twice,
              "a stage's layout is given once, by transform_layout or by packs of different dimensions: stage number 1 has "
              "one already",
              16, 16)
