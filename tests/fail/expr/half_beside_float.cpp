// expect-error: both operands need one element type: cast<T>\(…\) one of them
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<half>("A", n);
  auto X = input<float>("X", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) * X(i));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
