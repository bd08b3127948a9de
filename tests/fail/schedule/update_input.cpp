// expect-error: update\(tensor, axes, value\) requires a tensor declared by inout\(…\): stage number \{0\} is not
// expect-error: numbers<0, 2>
#include "../refused.hpp"

inline constexpr auto update_input = [](extent n) {
  auto C = input<float>("C", n);
  auto A = input<float>("A", n);
  axis i("i", n);
  auto D = update(C, {i}, A(i));  // <-- here
  return schedule(D);
};

TENON_REFUSED(update_input,
              "update(tensor, axes, value) requires a tensor declared by inout(…): stage number 0 is "
              "not",
              16)
