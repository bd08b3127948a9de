// expect-error: storage_align is used once on a dimension: dimension \{0\} of stage number \{1\} is aligned already
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto storage_align_twice = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].storage_align(1, 8, 2).storage_align(1, 4, 0);  // <-- here
  return s;
};

TENON_REFUSED(storage_align_twice,
              "storage_align is used once on a dimension: dimension 1 of stage number 1 is aligned already",
              16)
