// expect-error: next\(state, start, step\) requires as start a tensor of the state's element type and one dimension less, or a number
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

inline constexpr auto description = [](extent n) {
  auto X = input<float>("X", n, 4);
  auto h = state<float>("h", n + 1, 4);
  axis t("t", n), u("u", n + 1), j("j", 4);
  auto b = compute("b", {t, j}, h(t, j) + X(t, j));
  return schedule(scan("S", {u, j}, next(h, X, b)));  // <-- here
};

kernel<description, 16> made;
