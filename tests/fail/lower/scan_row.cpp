// expect-error: step t of a recurrence reads row t of its state or rows before
// expect-error: numbers<2, 0>
#include "../refused.hpp"

inline constexpr auto scan_row = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t + 1, j) + X(t, j));  // <-- here
  auto S = scan("S", {u, j}, next(h, 0, b));
  return schedule(S);
};

TENON_REFUSED(scan_row, "step t of a recurrence reads row t of its state or rows before: stage number 2 may read a row of stage number 0 that isn't made yet", 16)
