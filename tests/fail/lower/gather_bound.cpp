// expect-error: gather\(value, bound\) requires a bound of at least 1, so that there is something to take: bound number \{0\} of the definition may be less
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto gather_bound = [](extent n) {
  auto A = input<float>("A", n - 4);
  auto I = input<std::int32_t>("I", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(gather(I(i), n - 4)));  // <-- here
  return schedule(B);
};

TENON_REFUSED(gather_bound,
              "gather(value, bound) requires a bound of at least 1, so that there is something to take: "
              "bound number 0 of the definition may be less",
              4)
