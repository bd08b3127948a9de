// expect-error: operators %, << and >> require integers
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<half>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) << 2);  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
