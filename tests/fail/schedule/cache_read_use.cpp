// expect-error: cache_read\(tensor\) requires a stage that reads the tensor
// expect-error: numbers<2, -1>
#include "../refused.hpp"

inline constexpr auto cache_read_use = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s.cache_read(C);  // <-- here
  return s;
};

TENON_REFUSED(cache_read_use,
              "cache_read(tensor) requires a stage that reads the tensor",
              16)
