// expect-error: compute_inline requires a stage without a reduction or a call and with one result
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto inline_reduction = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto P = compute("P", {i}, sum(A(i, r), r));
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(C);
  s[P].compute_inline();  // <-- here
  return s;
};

TENON_REFUSED(inline_reduction,
              "compute_inline requires a stage without a reduction or a call and with one result",
              16)
