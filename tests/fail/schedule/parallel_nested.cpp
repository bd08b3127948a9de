// expect-error: one loop of a nest runs in parallel: this one would run inside another parallel loop
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto parallel_nested = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto B = compute("B", {i, j}, A(i, j) + 1);
  auto s = schedule(B);
  s.parallel(i);
  s.parallel(j);  // <-- here
  return s;
};

TENON_REFUSED(parallel_nested,
              "one loop of a nest runs in parallel: this one would run inside another parallel loop",
              16)
