// expect-error: a call runs on a thread of a processor
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto call_bound_around_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_bound_around = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  auto S = call("S", {i}, {j}, call_bound_around_copy, rows(A, i));
  auto C = compute("C", {i, j}, S(i, j) * 2);
  auto s = schedule(C);
  s.bind(i, hardware_axis::virtual_thread);
  s[S].compute_at(C, i);  // <-- here
  return s;
};

TENON_REFUSED(call_bound_around, "a call runs on a thread of a processor: stage number 1 has bound loops, or is computed inside of some", 8)
