// expect-error: select\(condition, a, b\) requires 'condition' to be a bool
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, select(A(i), A(i), 0));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
