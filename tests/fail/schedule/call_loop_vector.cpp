// expect-error: the loops that a call's function runs stay innermost and as they are
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto call_loop_vector_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_loop_vector = [](extent n) {
  auto A = input<float>("A", 4, n);
  axis i("i", 4), j("j", n);
  auto S = call("S", {i}, {j}, call_loop_vector_copy, rows(A, i));
  auto s = schedule(S);
  s.vectorize(i);  // <-- here
  return s;
};

TENON_REFUSED(call_loop_vector, "the loops that a call's function runs stay innermost and as they are, none of them is split, fused, reordered, marked or a place for stages, and no other loop of the stage is vectorized: loop number 0 of stage number 1", 16)
