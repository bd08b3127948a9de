// expect-error: aligned\(bytes\) requires a power of two: got \{0\}
// expect-error: numbers<24, 0>
#include "../refused.hpp"

inline constexpr auto input_alignment = [](extent n) {
  auto A = input<float>("A", n);
  A.aligned(24);  // <-- here
  axis i("i", n);
  auto B = compute("B", {i}, A(i));
  return schedule(B);
};

TENON_REFUSED(input_alignment,
              "aligned(bytes) requires a power of two: got 24",
              16)
