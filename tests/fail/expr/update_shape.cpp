// expect-error: update\(tensor, axes, value\) requires an axis of the tensor's extent for each dimension: dimension \{0\} has another extent
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto update_shape = [](extent n) {
  auto A = input<float>("A", n);
  auto C = inout<float>("C", n);
  axis i("i", n - 1);
  auto D = update(C, {i}, A(i));  // <-- here
  return schedule(D);
};

TENON_REFUSED(update_shape,
              "update(tensor, axes, value) requires an axis of the tensor's extent for each dimension: "
              "dimension 0 has another extent",
              16)
