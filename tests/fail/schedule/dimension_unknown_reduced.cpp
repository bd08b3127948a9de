// expect-error: a dimension is counted from 0 and less than the number of dimensions: got \{0\} of \{1\}
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto dimension_unknown_reduced = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  s.unroll(s.reduced(2));  // <-- here
  return s;
};

TENON_REFUSED(dimension_unknown_reduced,
              "a dimension is counted from 0 and less than the number of dimensions: got 2 of 1",
              16)
