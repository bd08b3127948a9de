// expect-error: gather\(value, bound\) requires an integer value: cast<int>\(…\) it first
#include "../refused.hpp"

inline constexpr auto gather_value = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(gather(A(i), n)));  // <-- here
  return schedule(B);
};

tenon::kernel<gather_value, 16> k;
