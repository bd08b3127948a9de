// expect-error: fuse\(outer, inner\) requires two axes of the definition or two reduced ones, not one of each
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto fuse_kinds = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  s.fuse(i, r);  // <-- here
  return s;
};

TENON_REFUSED(fuse_kinds,
              "fuse(outer, inner) requires two axes of the definition or two reduced ones, not one of "
              "each",
              16)
