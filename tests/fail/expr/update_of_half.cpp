// expect-error: update\(tensor, axes, value\) requires a value of the tensor.s element type
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto C = inout<half>("C", n);
  auto A = input<half>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = update(C, {i}, sum(A(i, r), r));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
