// expect-error: unroll\(axis, times\) requires from 1 to \{1\} iterations at a time: got \{0\}
// expect-error: numbers<0, 64>
#include "../refused.hpp"

inline constexpr auto unroll_times = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.unroll(i, 0);  // <-- here
  return s;
};

TENON_REFUSED(unroll_times,
              "unroll(axis, times) requires from 1 to 64 iterations at a time: got 0", 65)
