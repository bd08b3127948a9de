// expect-error: order\(dimensions…\) names each dimension of the tensor once: got \{0\} at position \{1\}
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto input_order = [](extent n) {
  auto A = input<float>("A", n, n).order(0, 0);  // <-- here
  axis i("i", n);
  auto B = compute("B", {i}, A(i, i));
  return schedule(B);
};

TENON_REFUSED(input_order,
              "order(dimensions…) names each dimension of the tensor once: got 0 at position 1",
              16)
