// expect-error: an output lies whole in the caller's memory
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto compute_at_output = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i) + 1);
  auto C = compute("C", {i}, P(i) * 2);
  auto s = schedule(P, C);
  s[P].compute_inline();  // <-- here
  return s;
};

TENON_REFUSED(compute_at_output,
              "an output lies whole in the caller's memory: stage number 1 can't be inlined or stored at a loop, "
              "nor an update computed at another stage's loop",
              16)
