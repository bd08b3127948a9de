// expect-error: any\(value, axes…\) requires bool: compare the value first
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, any(A(i, r), r));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
