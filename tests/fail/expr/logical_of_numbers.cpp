// expect-error: operators && and \|\| require bool: compare the values first
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) && A(i));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
