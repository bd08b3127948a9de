// expect-error: scan\(name, axes, next\(…\)\) requires as many axes as the state has dimensions
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  return schedule(scan("S", {u, t, j}, next(h, 0, b)));  // <-- here
};

kernel<description, 16> made;
