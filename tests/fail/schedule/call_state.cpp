// expect-error: a step of a recurrence is no call
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto call_state_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_state = [](extent n) {
  auto h = state<float>("h", n + 1, 8);
  axis t("t", n), u("u", n + 1), j("j", 8);
  auto b = call("b", {t}, {j}, call_state_copy, rows(h, t));  // <-- here
  return schedule(scan("S", {u, j}, next(h, 0, b)));
};

TENON_REFUSED(call_state, "a step of a recurrence is no call: stage number 1 reads what depends on a state", 16)
