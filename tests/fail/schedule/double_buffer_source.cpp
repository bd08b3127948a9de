// expect-error: what a stage in two halves reads of stages computed at the same loop is in two halves too
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto double_buffer_source = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto Q = compute("Q", {i, j}, P(i, j) - 1);
  auto C = compute("C", {i, j}, Q(i, j) * 2);
  auto s = schedule(C);
  s[P].compute_at(C, i);
  s[Q].compute_at(C, i).double_buffer();  // <-- here
  return s;
};

TENON_REFUSED(double_buffer_source,
              "what a stage in two halves reads of stages computed at the same loop is in two halves too: stage number 1, "
              "which stage number 2 reads, is not; double_buffer() it",
              16)
