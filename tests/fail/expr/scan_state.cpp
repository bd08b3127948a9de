// expect-error: next\(state, start, step\) requires a tensor declared by state\(…\) that nothing closes yet
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto scan_state = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto [S, R] = scan("S", {u, j}, next(h, 0, b), next(h, 1, b));  // <-- here
  return schedule(S);
};

TENON_REFUSED(scan_state, "next(state, start, step) requires a tensor declared by state(…) that nothing closes yet: recurrence number 1 has another", 16)
