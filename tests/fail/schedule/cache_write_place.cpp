// expect-error: cache_write\(axis\) requires a reduction with one result and one of its loops that is not vectorized and has no bound loop inside: loop number \{0\}
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto cache_write_place = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.cache_write(i);  // <-- here
  return s;
};

TENON_REFUSED(cache_write_place,
              "cache_write(axis) requires a reduction with one result and one of its loops that is not "
              "vectorized and has no bound loop inside: loop number 0",
              16)
