// expect-error: a loop is vectorized, unrolled or parallel, not two of them: the axis has an annotation already
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto loop_annotated_twice = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.parallel(i);
  s.vectorize(i);  // <-- here
  return s;
};

TENON_REFUSED(loop_annotated_twice,
              "a loop is vectorized, unrolled or parallel, not two of them: the axis has an annotation "
              "already",
              16)
