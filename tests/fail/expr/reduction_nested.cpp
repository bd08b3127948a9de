// expect-error: a reduction must be the whole value of its definition: define it as a tensor of its own
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, 1 + sum(A(i, r), r));  // <-- here
  return schedule(B);
};

kernel<description, 16> made;
