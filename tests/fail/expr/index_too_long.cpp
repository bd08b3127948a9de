// expect-error: an index has at most \{1\} axes: got \{0\}
// expect-error: numbers<7, 6>
#include "../refused.hpp"

inline constexpr auto index_too_long = [](extent n) {
  auto A = input<float>("A", n * 7);
  axis a("a", n), b("b", n), c("c", n), d("d", n), e("e", n), f("f", n), g("g", n);
  auto B = compute("B", {a, b, c, d, e, f, g}, A(a + b + c + d + e + f + g));  // <-- here
  return schedule(B);
};

TENON_REFUSED(index_too_long,
              "an index has at most 6 axes: got 7",
              2)
