// expect-error: iterations that run at once compute different elements of an output
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto output_overlap = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(P, C);
  auto [io, ii] = s.split(i, 8);
  auto [im, il] = s.split(ii, 3);
  s.parallel(io);
  s[P].compute_at(C, im);  // <-- here
  return s;
};

TENON_REFUSED(output_overlap,
              "iterations that run at once compute different elements of an output: stage number 1 at a loop of "
              "stage number 2, where tiles overlap: split by factors that divide one another, outer parts "
              "outermost, and let nobody else read it there",
              16)
