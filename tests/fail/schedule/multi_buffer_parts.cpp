// expect-error: multi_buffer\(parts\) keeps from 2 to \{1\} parts
// expect-error: numbers<9, 8>
#include "../refused.hpp"

inline constexpr auto multi_buffer_parts = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), j("j", n);
  auto P = compute("P", {i, j}, A(i, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) * 2);
  auto s = schedule(C);
  s[P].compute_at(C, i).multi_buffer(9);  // <-- here
  return s;
};

TENON_REFUSED(multi_buffer_parts, "multi_buffer(parts) keeps from 2 to 8 parts: got 9", 16)
