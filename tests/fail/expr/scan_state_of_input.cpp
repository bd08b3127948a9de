// expect-error: next\(state, start, step\) requires a tensor declared by state\(…\) that nothing closes yet
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto scan_state_of_input = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = input<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {u, j}, next(h, 0, b));  // <-- here
  return schedule(S);
};

TENON_REFUSED(scan_state_of_input, "next(state, start, step) requires a tensor declared by state(…) that nothing closes yet: recurrence number 0 has another", 16)
