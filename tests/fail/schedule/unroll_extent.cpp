// expect-error: unroll\(axis\) requires a constant extent from 1 to \{1\}: got \{0\} \(-1: not constant\); split first
// expect-error: numbers<65, 64>
#include "../refused.hpp"

inline constexpr auto unroll_extent = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.unroll(i);  // <-- here
  return s;
};

TENON_REFUSED(unroll_extent,
              "unroll(axis) requires a constant extent from 1 to 64: got 65 (-1: not constant); split "
              "first",
              65)
