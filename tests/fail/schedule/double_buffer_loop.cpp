// expect-error: double_buffer\(\) requires compute_at at a loop whose iterations run one after another: loop number
// expect-error: numbers<0, 2>
#include "../refused.hpp"

inline constexpr auto double_buffer_loop = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s.parallel(i);
  s[P].compute_at(C, i).double_buffer();  // <-- here
  return s;
};

TENON_REFUSED(double_buffer_loop,
              "double_buffer() requires compute_at at a loop whose iterations run one after another: loop number 0 of "
              "stage number 2 is parallel, unrolled, vectorized or bound",
              16)
