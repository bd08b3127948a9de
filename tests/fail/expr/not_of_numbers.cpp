// expect-error: operator ! requires bool: compare the value first
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, !A(i));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
