// expect-error: tail 'shift' recomputes elements: it requires an axis of the definition with all reduced loops inside it, and no update in place
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto tail_shift_reduction = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto B = compute("B", {i}, sum(A(i, r), r));
  auto s = schedule(B);
  s.split(r, 4, tail::shift);  // <-- here
  return s;
};

TENON_REFUSED(tail_shift_reduction,
              "tail 'shift' recomputes elements: it requires an axis of the definition with all "
              "reduced loops inside it, and no update in place",
              13)
