// expect-error: one loop of a nest runs in parallel: this one would run inside another parallel loop
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto parallel_nested_across_stages = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s.parallel(i);
  s[P].compute_at(C, i).parallel(j);  // <-- here
  return s;
};

TENON_REFUSED(parallel_nested_across_stages,
              "one loop of a nest runs in parallel: this one would run inside another parallel loop",
              16)
