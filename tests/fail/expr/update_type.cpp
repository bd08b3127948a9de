// expect-error: update\(tensor, axes, value\) requires a value of the tensor's element type
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto C = inout<float>("C", n);
  auto A = input<double>("A", n);
  axis i("i", n);
  auto D = update(C, {i}, A(i));  // <-- here
  return schedule(D);
};

kernel<description, 16> made;
