// expect-error: tail 'pad' of a reduced axis adds terms that must be zeros: it requires a sum of integers or any\(\) with a factor, or a float or double sum, read at the axis itself from a tensor that ends there
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto tail_pad_sum = [](extent n) {
  auto A = input<float>("A", n, n);
  auto B = input<float>("B", n);
  axis i("i", n), r("r", n);
  auto C = compute("C", {i}, sum(A(i, r) * B(r), r));
  auto s = schedule(C);
  s.split(r, 8, tail::pad);  // <-- here
  return s;
};

TENON_REFUSED(tail_pad_sum,
              "tail 'pad' of a reduced axis adds terms that must be zeros: it requires a sum of integers or any() with a "
              "factor, or a float or double sum, read at the axis itself from a tensor that ends there, and is no state, "
              "inlined or padded unless as a copy; axis number 1 of stage number 2",
              20)
