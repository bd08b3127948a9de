// expect-error: transform_layout\(parts...\) requires a stage that is stored in memory of its own, as the caller says how inputs and outputs lie
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto layout_place_inlined = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n), y("y", m), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto B = compute("B", {i, j}, P(i, j) + 1);
  auto s = schedule(B);
  s[P].transform_layout(x, y).compute_inline();  // <-- here
  return s;
};

TENON_REFUSED(layout_place_inlined,
              "transform_layout(parts...) requires a stage that is stored in memory of its own, as the caller says how "
              "inputs and outputs lie: not an output, an update or an inlined stage, lay out a copy; stage number 1",
              16, 16)
