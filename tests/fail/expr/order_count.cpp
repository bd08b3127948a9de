// expect-error: order\(dimensions…\) requires every dimension once
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, n).order(1);  // <-- here
  axis i("i", n);
  auto B = compute("B", {i}, A(i, i));
  return schedule(B);
};

kernel<description, 16> made;
