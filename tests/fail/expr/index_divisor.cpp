// expect-error: floordiv\(index, divisor\) and mod\(index, divisor\) require a positive divisor: got \{0\} in index \{1\}
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto index_divisor = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i, mod(i, 0)));  // <-- here
  return schedule(B);
};

TENON_REFUSED(index_divisor,
              "floordiv(index, divisor) and mod(index, divisor) require a positive divisor: got 0 in index 1",
              16)
