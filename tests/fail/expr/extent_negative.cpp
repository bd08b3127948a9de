// expect-error: an extent must be 0 or more: extent number \{0\} is \{1\}
// expect-error: numbers<0, -4>
#include "../refused.hpp"

inline constexpr auto extent_negative = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n - 20);
  auto B = compute("B", {i}, A(i));  // <-- here
  return schedule(B);
};

TENON_REFUSED(extent_negative,
              "an extent must be 0 or more: extent number 0 is -4",
              16)
