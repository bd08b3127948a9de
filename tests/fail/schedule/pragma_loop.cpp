// expect-error: pragma\(axis, text\) requires a loop whose iterations run one after another, and which is not spelled out
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto pragma_loop = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto C = compute("C", {i, j}, A(i, j) + 1);
  auto s = schedule(C);
  s.pragma(j, "no_unroll").vectorize(j);  // <-- here
  return s;
};

TENON_REFUSED(pragma_loop,
              "pragma(axis, text) requires a loop whose iterations run one after another, and which is not "
              "spelled out: loop number 1 of stage number 1 is parallel, unrolled, vectorized, bound or "
              "inlined",
              16)
