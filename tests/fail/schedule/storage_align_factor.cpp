// expect-error: storage_align\(dimension, factor, offset\) requires a factor of at least 1 and an offset from 0
// expect-error: numbers<8, 8>
#include "../refused.hpp"

inline constexpr auto storage_align_factor = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].storage_align(0, 8, 8);  // <-- here
  return s;
};

TENON_REFUSED(storage_align_factor,
              "storage_align(dimension, factor, offset) requires a factor of at least 1 and an offset from 0 to "
              "factor - 1: got 8 and 8",
              16)
