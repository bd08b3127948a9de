// expect-error: an axis is either an axis of the definition or reduced over, not both: axis number \{0\} of the definition is reduction axis number \{1\} too
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto axis_both = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, sum(A(i), i));  // <-- here
  return schedule(B);
};

TENON_REFUSED(axis_both,
              "an axis is either an axis of the definition or reduced over, not both: axis number 0 of "
              "the definition is reduction axis number 0 too",
              16)
