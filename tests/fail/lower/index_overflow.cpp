// expect-error: index arithmetic must fit 64 bits and indices few variables: the extents or factors of tensor number \{0\} \(from 0, inputs first\) are too large
// expect-error: numbers<2, 0>
#include "../refused.hpp"

inline constexpr auto index_overflow = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n), j("j", n), k("k", n), l("l", n);
  auto P = compute("P", {i, j, k, l}, A(i) + A(j) + A(k) + A(l));  // <-- here
  auto C = compute("C", {i, j, k, l}, P(i, j, k, l));
  return schedule(C);
};

TENON_REFUSED(index_overflow,
              "index arithmetic must fit 64 bits and indices few variables: the extents or factors of "
              "tensor number 2 (from 0, inputs first) are too large",
              1048576)
