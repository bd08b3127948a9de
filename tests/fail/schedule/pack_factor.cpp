// expect-error: pack\(dimension, factor\) requires a factor of at least 1: got \{0\}
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto pack_factor = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[P].pack(0, 0);  // <-- here
  return s;
};

TENON_REFUSED(pack_factor,
              "pack(dimension, factor) requires a factor of at least 1: got 0",
              16)
