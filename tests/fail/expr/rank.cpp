// expect-error: A\(indices…\) requires as many indices as the tensor has dimensions
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
