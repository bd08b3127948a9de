// expect-error: compute\(name, axes, value\) requires an expression over tensors as value
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  axis i("i", n);
  auto B = compute("B", {i}, 1.0f);  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
