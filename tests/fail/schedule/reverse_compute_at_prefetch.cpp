// expect-error: reverse_compute_at\(producer, axis\) leaves one iteration to the loops that both share
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_prefetch = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[P].prefetch(A, i, 2);
  s.reverse_compute_at(P, i);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_prefetch,
              "reverse_compute_at(producer, axis) leaves one iteration to the loops that both share: loop number 0 of stage "
              "number 1 prefetches; prefetch in a loop further in",
              16)
