// expect-error: cache_write is used once on a stage
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto cache_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  s.cache_write(i);
  s.cache_write(r);  // <-- here
  return s;
};

TENON_REFUSED(cache_twice,
              "cache_write is used once on a stage",
              16)
