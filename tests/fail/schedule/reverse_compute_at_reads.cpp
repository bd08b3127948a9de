// expect-error: reverse_compute_at\(producer, axis\) requires a consumer that reads every dimension of the producer
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_reads = [](extent m, extent n) {
  auto A = input<float>("A", m, n);
  axis i("i", m), j("j", n - 1);
  axis x("x", n);
  auto P = compute("P", {i, x}, A(i, x) + 1);
  auto C = compute("C", {i, j}, P(i, j) - P(i, j + 1));
  auto s = schedule(C);
  s.reverse_compute_at(P, i);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_reads,
              "reverse_compute_at(producer, axis) requires a consumer that reads every dimension of the producer at an axis "
              "of its own, everywhere the same: stage number 2 reads dimension 1 otherwise (-1: it does not read the "
              "producer)",
              5, 16)
