// expect-error: a call's function sees tensors in memory
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto call_memory_packed_copy = external<[](view<const float> from, view<float> to) {
  for (index_t i = 0; i < to.extent(0); ++i) to(i) = from(i);
}>("copy");

inline constexpr auto call_memory_packed = [](extent n) {
  auto A = input<float>("A", n, 8);
  axis i("i", n), j("j", 8);
  auto S = call("S", {i}, {j}, call_memory_packed_copy, rows(A, i));  // <-- here
  auto C = compute("C", {i, j}, S(i, j) * 2);
  auto s = schedule(C);
  s[S].pack(1, 4);
  return s;
};

TENON_REFUSED(call_memory_packed, "a call's function sees tensors in memory: what stage number 1 reads is not inlined, packed or laid out otherwise, and the stage itself not padded, packed or laid out otherwise; stage number 1 is", 16)
