// expect-error: give the kernel one size for each of its extents
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i)));
};
tenon::kernel<description, 16, 16> wrong;  // <-- here
