// expect-error: a description has at most \{1\} symbolic extents: got \{0\}
// expect-error: numbers<9, 8>
#include "../refused.hpp"

inline constexpr auto too_many_symbols = [](extent a, extent b, extent c, extent d, extent e, extent f, extent g, extent h, extent i) {
  auto A = input<float>("A", a + b + c + d);
  auto B = input<float>("B", e + f + g + h);
  axis x("x", i);
  auto C = compute("C", {x}, A(x) + B(x));  // <-- here
  return schedule(C);
};

TENON_REFUSED(too_many_symbols,
              "a description has at most 8 symbolic extents: got 9",
              dynamic, dynamic, dynamic, dynamic, dynamic, dynamic, dynamic, dynamic, dynamic)
