// expect-error: tail 'shift' recomputes elements: it requires an axis of the definition with all reduced loops inside it, and no update in place
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto tail_shift_reduction_outside = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  auto [io, ii] = s.split(i, 4, tail::shift);  // <-- here
  s.reorder(r, io, ii);
  return s;
};

TENON_REFUSED(tail_shift_reduction_outside,
              "tail 'shift' recomputes elements: it requires an axis of the definition with all "
              "reduced loops inside it, and no update in place",
              13)
