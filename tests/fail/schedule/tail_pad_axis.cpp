// expect-error: tail 'pad' requires an axis of the definition, or the outer part of its splits by a factor: loop \{0\} of stage number \{1\} is reduced, fused or a part that others follow
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto tail_pad_axis = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n), r("r", n);
  auto P = compute("P", {i}, sum(A(i, r), r));
  auto B = compute("B", {j}, P(j) + 1);
  auto s = schedule(B);
  s[P].split(r, 8, tail::pad);  // <-- here
  return s;
};

TENON_REFUSED(tail_pad_axis,
              "tail 'pad' requires an axis of the definition, or the outer part of its splits by a factor: loop 1 of stage "
              "number 1 is reduced, fused or a part that others follow; use 'guard' or 'cut'",
              20)
