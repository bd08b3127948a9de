// expect-error: vectorize\(axis\) requires a constant extent from 1 to \{1\}: got \{0\} \(-1: not constant\); split first
// expect-error: numbers<-1, 1024>
#include "../refused.hpp"

inline constexpr auto vectorize_extent = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.vectorize(i);  // <-- here
  return s;
};

TENON_REFUSED(vectorize_extent,
              "vectorize(axis) requires a constant extent from 1 to 1024: got -1 (-1: not constant); "
              "split first",
              dynamic)
