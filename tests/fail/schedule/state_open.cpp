// expect-error: a state names the rows of its scan, which the outputs must reach
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto state_open = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);  // <-- here
  axis t("t", n), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  return schedule(b);
};

TENON_REFUSED(state_open, "a state names the rows of its scan, which the outputs must reach: stage number 0 has none", 16)
