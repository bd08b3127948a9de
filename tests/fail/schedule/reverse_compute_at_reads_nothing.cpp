// expect-error: reverse_compute_at\(producer, axis\) requires a consumer that reads every dimension of the producer
// expect-error: numbers<3, -1>
#include "../refused.hpp"

inline constexpr auto reverse_compute_at_reads_nothing = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto Q = compute("Q", {i}, P(i) * 3);
  auto C = compute("C", {i}, Q(i) * 2);
  auto s = schedule(C);
  s.reverse_compute_at(P, i);  // <-- here
  return s;
};

TENON_REFUSED(reverse_compute_at_reads_nothing,
              "reverse_compute_at(producer, axis) requires a consumer that reads every dimension of the producer at an axis "
              "of its own, everywhere the same: stage number 3 reads dimension -1 otherwise (-1: it does not read the "
              "producer)",
              16)
