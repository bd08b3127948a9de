// expect-error: tile\(i, j, fi, fj\) requires positive factors: got \{0\} and \{1\}
// expect-error: numbers<8, 0>
#include "../refused.hpp"

inline constexpr auto tile_factor = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto B = compute("B", {i, j}, A(i, j) + 1);
  auto s = schedule(B);
  s.tile(i, j, 8, 0);  // <-- here
  return s;
};

TENON_REFUSED(tile_factor,
              "tile(i, j, fi, fj) requires positive factors: got 8 and 0",
              16)
