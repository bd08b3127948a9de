// expect-error: a dimension is counted from 0 and less than the number of dimensions: got \{0\} of \{1\}
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto dimension_unknown = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[P].compute_root().pack(1, 4);  // <-- here
  return s;
};

TENON_REFUSED(dimension_unknown,
              "a dimension is counted from 0 and less than the number of dimensions: got 1 of 1",
              16)
