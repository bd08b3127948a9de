// expect-error: input<T>\(name, extents…\) requires extents: numbers or symbols
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  axis i("i", n);
  auto A = input<float>("A", i);  // <-- here
  auto B = compute("B", {i}, A(i));
  return schedule(B);
};

kernel<description, 16> made;
