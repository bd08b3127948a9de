// expect-error: double_buffer\(\) requires a stage that compute_at placed at a loop of its consumer, without store_at
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto double_buffer_place_stored = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].compute_at(C, j).store_at(C, i).double_buffer();  // <-- here
  return s;
};

TENON_REFUSED(double_buffer_place_stored,
              "double_buffer() requires a stage that compute_at placed at a loop of its consumer, without store_at, of at "
              "most 7 dimensions with its packs: stage number 1",
              16)
