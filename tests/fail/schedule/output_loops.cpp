// expect-error: compute_at\(consumer, axis\) of an output requires that the loops from 'axis' outwards run along its own dimensions
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto output_loops = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i, j}, P(i) * A(j));
  auto s = schedule(P, C);
  s[P].compute_at(C, j);  // <-- here
  return s;
};

TENON_REFUSED(output_loops,
              "compute_at(consumer, axis) of an output requires that the loops from 'axis' outwards run along its "
              "own dimensions: loop number 1 of stage number 2 doesn't",
              16)
