// expect-error: reverse_compute_at\(producer, axis\) uses elements that are complete
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_reduced = [](extent n) {
  auto A = input<float>("A", n, n, n);
  axis i("i", n), j("j", n), r("r", n);
  auto P = compute("P", {i, j}, sum(A(i, j, r), r));
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].reorder(i, r, j);
  s.reverse_compute_at(P, j);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_reduced,
              "reverse_compute_at(producer, axis) uses elements that are complete: the reduced loop number 2 of the producer "
              "must stand inside of loop number 1",
              16)
