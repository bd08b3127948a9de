// expect-error: reorder moves a reduction's loops against each other only if the reducer is associative and commutative: positions \{0\} and \{1\}
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto reorder_reduction = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", 1), r("r", n), q("q", n);
  auto horner = ordered_reducer(0.0f, [](auto left, auto right) { return left * 2 + right; });
  auto B = compute("B", {i}, reduce(horner, A(r, q), r, q));
  auto s = schedule(B);
  s.reorder(q, r);  // <-- here
  return s;
};

TENON_REFUSED(reorder_reduction,
              "reorder moves a reduction's loops against each other only if the reducer is associative "
              "and commutative: positions 1 and 2",
              16)
