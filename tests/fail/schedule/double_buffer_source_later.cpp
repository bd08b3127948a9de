// expect-error: what runs ahead reads of stages computed at the same loop those that run ahead as far or further
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto double_buffer_source_later = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto Q = compute("Q", {i, j}, P(i, j) - 1);
  auto C = compute("C", {i, j}, Q(i, j) * 2);
  auto s = schedule(C);
  s[P].compute_at(C, i).double_buffer();
  s[Q].compute_at(C, i).multi_buffer(3);  // <-- here
  return s;
};

TENON_REFUSED(double_buffer_source_later,
              "what runs ahead reads of stages computed at the same loop those that run ahead as far or further: stage "
              "number 1, which stage number 2 reads, does not; double_buffer() it, or multi_buffer() it with as many parts",
              16)
