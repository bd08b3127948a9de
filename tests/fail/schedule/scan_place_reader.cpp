// expect-error: what depends on a state is computed inside its scan's loop of axis 0
// expect-error: numbers<4, 3>
#include "../refused.hpp"

inline constexpr auto scan_place_reader = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 0, b));
  auto C = compute("C", {t, j}, b(t, j) + S(t, j));  // <-- here
  return schedule(C);
};

TENON_REFUSED(scan_place_reader, "what depends on a state is computed inside its scan's loop of axis 0 and is no output, others read the scan: stage number 4 is not inside stage number 3", 16)
