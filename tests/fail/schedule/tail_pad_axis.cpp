// expect-error: tail 'pad' requires an axis, or the outer part of its splits by a factor: loop \{0\} of stage number \{1\} is fused or a part that others follow
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto tail_pad_axis = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n), y("y", n), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto B = compute("B", {i, j}, P(i, j) + 1);
  auto s = schedule(B);
  s[P].split(s[P].fuse(y, x), 8, tail::pad);  // <-- here
  return s;
};

TENON_REFUSED(tail_pad_axis,
              "tail 'pad' requires an axis, or the outer part of its splits by a factor: loop 2 of stage number 1 is fused "
              "or a part that others follow; use 'guard' or 'cut'",
              20)
