// expect-error: transform_layout\(parts...\) names each dimension x as a whole or in parts floordiv\(x, a\), mod\(floordiv\(x, b\), a / b\), ..., mod\(x, c\) that make up its index
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto layout_parts = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), y("y", m), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto B = compute("B", {i, j}, P(i, j) + 1);
  auto s = schedule(B);
  s[P].transform_layout(floordiv(x, 8), y, mod(x, 4));  // <-- here
  return s;
};

TENON_REFUSED(layout_parts,
              "transform_layout(parts...) names each dimension x as a whole or in parts floordiv(x, a), "
              "mod(floordiv(x, b), a / b), ..., mod(x, c) that make up its index, at most 8 in all: dimension number 1 of stage number 1 is not",
              16, 16)
