// expect-error: operators &, \| and \^ require integers or bool
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<half>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) | A(i));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
