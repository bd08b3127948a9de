// expect-error: a loop has one pragma
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto pragma_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto C = compute("C", {i, j}, A(i, j) + 1);
  auto s = schedule(C);
  s.pragma(j, "unroll").pragma(j, "no_vectorize");  // <-- here
  return s;
};

TENON_REFUSED(pragma_twice,
              "a loop has one pragma: loop number 1 of stage number 1 has one already",
              16)
