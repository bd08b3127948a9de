// expect-error: split_parts\(axis, parts\) requires a positive number of parts: got \{0\}
// expect-error: numbers<-3, 0>
#include "../refused.hpp"

inline constexpr auto split_parts = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.split_parts(i, -3);  // <-- here
  return s;
};

TENON_REFUSED(split_parts,
              "split_parts(axis, parts) requires a positive number of parts: got -3",
              16)
