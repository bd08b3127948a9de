// expect-error: scan\(name, axes, next\(…\)\) requires an axis of the state's extent for each dimension
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto scan_shape = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  auto S = scan("S", {t, j}, next(h, 0, b));  // <-- here
  return schedule(S);
};

TENON_REFUSED(scan_shape, "scan(name, axes, next(…)) requires an axis of the state's extent for each dimension: dimension 0 of recurrence number 0 has another extent", 16)
