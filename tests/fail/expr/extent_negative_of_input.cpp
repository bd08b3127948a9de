// expect-error: an extent must be 0 or more: extent number \{0\} is \{1\}
// expect-error: numbers<1, -4>
#include "../refused.hpp"

inline constexpr auto extent_negative_of_input = [](extent n) {
  auto A = input<float>("A", n, n - 20);  // <-- here
  axis i("i", n);
  auto B = compute("B", {i}, A(i, 0));
  return schedule(B);
};

TENON_REFUSED(extent_negative_of_input,
              "an extent must be 0 or more: extent number 1 is -4",
              16)
