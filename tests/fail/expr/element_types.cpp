// expect-error: both operands need one element type: cast<T>\(…\) one of them
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n);
  auto B = input<double>("B", n);
  axis i("i", n);
  auto C = compute("C", {i}, A(i) + B(i));  // <-- here
  return schedule(C);
};

kernel<description, 16> made;
