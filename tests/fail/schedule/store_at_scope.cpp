// expect-error: store_at\(consumer, axis\) requires 'axis' to be 'compute_at's loop or one around it
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto store_at_scope = [](extent n) {
  auto A = input<float>("A", n + 2, n);
  axis i("i", n), j("j", n), y("y", n + 2);
  auto P = compute("P", {y, j}, A(y, j) + 1);
  auto C = compute("C", {i, j}, P(i, j) + P(i + 2, j));
  auto s = schedule(C);
  s[P].compute_at(C, i);
  s[P].store_at(C, j);  // <-- here
  return s;
};

TENON_REFUSED(store_at_scope,
              "store_at(consumer, axis) requires 'axis' to be 'compute_at's loop or one around it",
              16)
