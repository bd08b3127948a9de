// expect-error: storage_align\(dimension, factor, offset\) requires a stage that is stored in memory of its own
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto storage_align_place_inlined = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].storage_align(0, 8, 1).compute_inline();  // <-- here
  return s;
};

TENON_REFUSED(storage_align_place_inlined,
              "storage_align(dimension, factor, offset) requires a stage that is stored in memory of its own: not an "
              "input, an output, an update or an inlined stage; stage number 1, dimension 0",
              16)
