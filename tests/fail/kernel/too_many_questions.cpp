// expect-error: context.at_most\(extent, bound\) may be asked \{0\} times on the way to a schedule
// expect-error: numbers<8, 0>
#include "../refused.hpp"

inline constexpr auto too_many_questions = [](const context& c, extent n) {
  index_t factor = 1;
  for (index_t bound = 10; bound < 100; bound += 10) factor += c.at_most(n, 100 - bound) ? 1 : 0;
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i));  // <-- here
  auto s = schedule(B);
  s.split(i, factor);
  return s;
};

TENON_REFUSED(too_many_questions,
              "context.at_most(extent, bound) may be asked 8 times on the way to a schedule: a kernel "
              "tells no more ranges of its symbolic extents apart",
              dynamic)
