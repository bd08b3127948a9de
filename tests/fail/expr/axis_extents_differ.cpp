// expect-error: one axis name stands for one extent in a definition: axis number \{0\} is used with another extent; give the other axis a name of its own
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto axis_extents_differ = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), shorter("i", n - 1);
  auto B = compute("B", {i}, A(shorter));  // <-- here
  return schedule(B);
};

TENON_REFUSED(axis_extents_differ,
              "one axis name stands for one extent in a definition: axis number 0 is used with another "
              "extent; give the other axis a name of its own",
              16)
