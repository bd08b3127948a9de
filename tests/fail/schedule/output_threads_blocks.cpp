// expect-error: an output is computed at a loop inside of all that are bound
// expect-error: numbers<1, 2>
#include "../refused.hpp"

// Each block along y would write all of P's row, while others read it.
inline constexpr auto output_threads_blocks = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(P, C);
  s.bind(i, hardware_axis::block_x).bind(j, hardware_axis::block_y);
  s[P].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(output_threads_blocks,
              "an output is computed at a loop inside of all that are bound: stage number 1 at an outer loop of "
              "stage number 2",
              16)
