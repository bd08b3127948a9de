// expect-error: fuse\(outer, inner\) requires 'inner' to be the loop directly inside 'outer': they stand at \{0\} and \{1\}; reorder first
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto fuse_order = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto B = compute("B", {i, j}, A(i, j) + 1);
  auto s = schedule(B);
  s.fuse(j, i);  // <-- here
  return s;
};

TENON_REFUSED(fuse_order,
              "fuse(outer, inner) requires 'inner' to be the loop directly inside 'outer': they stand "
              "at 1 and 0; reorder first",
              16)
