// expect-error: reorder\(axes…\) names each loop once: loop number \{0\} is named twice
// expect-error: numbers<2, 0>
#include "../refused.hpp"

inline constexpr auto reorder_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto B = compute("B", {i, j}, A(i, j) + 1);
  auto s = schedule(B);
  s.reorder(j, i, j);  // <-- here
  return s;
};

TENON_REFUSED(reorder_twice,
              "reorder(axes…) names each loop once: loop number 2 is named twice",
              16)
