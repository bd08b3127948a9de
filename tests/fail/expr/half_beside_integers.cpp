// expect-error: a floating-point number stands beside integers: cast<float>\(…\) those first
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<std::int32_t>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) * half(0.5f));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
