// expect-error: exp\(x\) requires float or double: cast<float>\(x\) first
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<std::int32_t>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, exp(A(i)));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
