// expect-error: pragma\(axis, text\) knows .+unroll.+, .+no_unroll.+ and .+no_vectorize.+
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto pragma_unknown = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto C = compute("C", {i, j}, A(i, j) + 1);
  auto s = schedule(C);
  s.pragma(j, "ivdep");  // <-- here
  return s;
};

TENON_REFUSED(pragma_unknown,
              "pragma(axis, text) knows \"unroll\", \"no_unroll\" and \"no_vectorize\": the text for loop "
              "number 1 of stage number 1 is none of them",
              16)
