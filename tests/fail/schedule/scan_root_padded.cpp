// expect-error: a scan computes all of its rows at the root
// expect-error: numbers<3, 0>
#include "../refused.hpp"

inline constexpr auto scan_root_padded = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 0, b));  // <-- here
  auto C = compute("C", {t, j}, S(t, j) * 2);
  auto s = schedule(C);
  s[S].pad(1);
  return s;
};

TENON_REFUSED(scan_root_padded, "a scan computes all of its rows at the root: stage number 3 can't be computed at another stage's loop, inlined or padded", 16)
