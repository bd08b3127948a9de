// expect-error: compute_at\(consumer, axis\) of an output requires that the loops from 'axis' outwards run along its own dimensions
// expect-error: numbers<0, 3>
#include "../refused.hpp"

// P has no rows: every row of D, around C's tile, would compute P again.
inline constexpr auto output_loops_around = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {j}, A(j) + 1);
  auto C = compute("C", {i, j}, P(j) * A(i));
  auto D = compute("D", {i, j}, C(i, j) - 1);
  auto s = schedule(P, C, D);
  s.parallel(i);
  s[C].reorder(j, i).compute_at(D, j);
  s[P].compute_at(C, j);  // <-- here
  return s;
};

TENON_REFUSED(output_loops_around,
              "compute_at(consumer, axis) of an output requires that the loops from 'axis' outwards run along its "
              "own dimensions: loop number 0 of stage number 3 doesn't",
              19)
