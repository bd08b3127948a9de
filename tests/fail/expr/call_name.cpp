// expect-error: external<function>\(name\) requires as name an identifier of C, of at most
// expect-error: numbers<0, 23>
#include "../refused.hpp"

inline constexpr auto call_name = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  constexpr auto copy = external<[](view<const float> from, view<float> to) { to(0) = from(0); }>("copy-row");  // <-- here
  return schedule(call("S", {i}, {j}, copy, rows(A, i)));
};

TENON_REFUSED(call_name, "external<function>(name) requires as name an identifier of C, of at most 23 characters", 16)
