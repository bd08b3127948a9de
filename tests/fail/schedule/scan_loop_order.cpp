// expect-error: a scan makes row after row
// expect-error: numbers<1, 3>
#include "../refused.hpp"

inline constexpr auto scan_loop_order = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 0, b));  // <-- here
  auto s = schedule(S);
  s.reorder(j, u);
  return s;
};

TENON_REFUSED(scan_loop_order, "a scan makes row after row: the loop of its axis 0 stays outermost, whole and without annotation; of stage number 3 it stands at 1 (-1: it was split or fused)", 16)
