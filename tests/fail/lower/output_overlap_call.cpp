// expect-error: iterations that run at once compute different elements of an output
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto output_overlap_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto output_overlap_call = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = call("P", {i}, output_overlap_copy, rows(A));
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(P, C);
  s.parallel(i);
  s[P].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(output_overlap_call,
              "iterations that run at once compute different elements of an output: stage number 1 at a loop of "
              "stage number 2, where tiles overlap: split by factors that divide one another, outer parts "
              "outermost, and let nobody else read it there",
              16)
