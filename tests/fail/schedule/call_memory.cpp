// expect-error: a call's function sees tensors in memory
// expect-error: numbers<2, 1>
#include "../refused.hpp"

inline constexpr auto call_memory_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_memory = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  auto B = compute("B", {i, j}, A(i, j) + 1);
  auto S = call("S", {i}, {j}, call_memory_copy, rows(B, i));  // <-- here
  auto s = schedule(S);
  s[B].compute_inline();
  return s;
};

TENON_REFUSED(call_memory, "a call's function sees tensors in memory: what stage number 2 reads is not inlined, packed or laid out otherwise, and the stage itself not padded, packed or laid out otherwise; stage number 1 is", 16)
