// expect-error: the loops that a call's function runs stay innermost and as they are
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto call_loop_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_loop = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  auto S = call("S", {i}, {j}, call_loop_copy, rows(A, i));
  auto s = schedule(S);
  s.split(j, 4);  // <-- here
  return s;
};

TENON_REFUSED(call_loop, "the loops that a call's function runs stay innermost and as they are, none of them is split, fused, reordered, marked or a place for stages, and no other loop of the stage is vectorized: loop number 1 of stage number 1", 16)
