// expect-error: a scan's rows are made one after another, which devices aren't asked for yet
// expect-error: numbers<3, 0>
#include "../refused.hpp"

inline constexpr auto scan_device = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  return schedule(scan("S", {u, j}, next(h, 0, b)));  // <-- here
};

TENON_REFUSED_ON_DEVICE(scan_device,
                        "a scan's rows are made one after another, which devices aren't asked for yet: compute stage "
                        "number 3 on a processor",
                        16)
