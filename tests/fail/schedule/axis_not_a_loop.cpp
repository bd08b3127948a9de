// expect-error: the axis is not a loop of this stage: it was split or fused before, or belongs to another stage
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto axis_not_a_loop = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.split(i, 4);
  s.split(i, 2);  // <-- here
  return s;
};

TENON_REFUSED(axis_not_a_loop,
              "the axis is not a loop of this stage: it was split or fused before, or belongs to "
              "another stage",
              16)
