// expect-error: what depends on a state is computed inside its scan's loop of axis 0
// expect-error: numbers<2, 3>
#include "../refused.hpp"

inline constexpr auto scan_place_output = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));  // <-- here
  auto S = scan("S", {u, j}, next(h, 0, b));
  return schedule(S, b);
};

TENON_REFUSED(scan_place_output, "what depends on a state is computed inside its scan's loop of axis 0 and is no output, others read the scan: stage number 2 is not inside stage number 3", 16)
