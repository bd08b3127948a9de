// expect-error: double_buffer\(\) requires a loop of which it is known outside of all loops how many iterations
// expect-error: numbers<2, 2>
#include "../refused.hpp"

inline constexpr auto double_buffer_bound = [](extent n) {
  auto A = input<float>("A", n + 2, n);
  axis i("i", n), j("j", n), y("y", n + 2);
  auto P = compute("P", {y, j}, A(y, j) + 1);
  auto W = compute("W", {y, j}, P(y, j) * 2);
  auto C = compute("C", {i, j}, W(i, j) + W(i + 2, j));
  auto s = schedule(C);
  s[W].compute_at(C, i).store_root();
  axis f = s[W].fuse(y, j);
  s[P].compute_at(W, f).double_buffer();  // <-- here
  return s;
};

TENON_REFUSED(double_buffer_bound,
              "double_buffer() requires a loop of which it is known outside of all loops how many iterations it has at "
              "most: loop number 2 of stage number 2",
              dynamic)
