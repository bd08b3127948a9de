// expect-error: double_buffer\(\) would compute what reads a state before its row is made
// expect-error: numbers<2, 3>
#include "../refused.hpp"

inline constexpr auto scan_ahead = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 0, b));
  auto s = schedule(S);
  s[b].compute_at(S, u).double_buffer();  // <-- here
  return s;
};

TENON_REFUSED(scan_ahead, "double_buffer() would compute what reads a state before its row is made: stage number 2 at the loop of axis 0 of stage number 3", 16)
