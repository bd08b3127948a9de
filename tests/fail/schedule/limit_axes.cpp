// expect-error: a stage has at most \{1\} loops, splits and fusions included: got \{0\}
// expect-error: numbers<25, 24>
#include "../refused.hpp"

inline constexpr auto limit_axes = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  axis rest = i;
  for (int k = 0; k < 8; ++k) {
    auto [outer, inner] = s.split(rest, 2);
    rest = s.fuse(outer, inner);  // <-- here
  }
  return s;
};

TENON_REFUSED(limit_axes,
              "a stage has at most 24 loops, splits and fusions included: got 25",
              16)
