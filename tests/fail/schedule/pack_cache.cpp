// expect-error: pack\(dimension, factor\) requires a stage that is stored in memory of its own: not an input, an output, an update or an inlined stage; with its packs it has at most 8 dimensions
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto pack_cache = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.pack(0, 4);  // <-- here
  return s;
};

TENON_REFUSED(pack_cache,
              "pack(dimension, factor) requires a stage that is stored in memory of its own: not an input, an "
              "output, an update or an inlined stage; with its packs it has at most 8 dimensions",
              16)
