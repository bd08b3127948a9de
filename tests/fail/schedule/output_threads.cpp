// expect-error: an output is computed at a loop inside of all that are bound
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto output_threads = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(P, C);
  auto [b, t] = s.split(i, 4);
  s.bind(b, hardware_axis::block_x).bind(t, hardware_axis::thread_x);
  s[P].compute_at(C, b);  // <-- here
  return s;
};

TENON_REFUSED(output_threads,
              "an output is computed at a loop inside of all that are bound: stage number 1 at an outer loop of "
              "stage number 2",
              16)
