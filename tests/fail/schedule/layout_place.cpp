// expect-error: transform_layout\(parts...\) requires a stage that is stored in memory of its own, as the caller says how inputs and outputs lie
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto layout_place = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n);
  auto B = compute("B", {i, j}, A(i, j) + 1);
  auto s = schedule(B);
  s.transform_layout(j, i);  // <-- here
  return s;
};

TENON_REFUSED(layout_place,
              "transform_layout(parts...) requires a stage that is stored in memory of its own, as the caller says how "
              "inputs and outputs lie: not an output, an update or an inlined stage, lay out a copy; stage number 1",
              16, 16)
