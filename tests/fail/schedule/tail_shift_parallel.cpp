// expect-error: tail 'shift' writes some elements twice, which threads must not do: loop \{0\} runs in parallel; use 'guard' or 'cut'
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto tail_shift_parallel = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  auto [io, ii] = s.split(i, 4, tail::shift);
  s.parallel(io);  // <-- here
  return s;
};

TENON_REFUSED(tail_shift_parallel,
              "tail 'shift' writes some elements twice, which threads must not do: loop 1 runs in "
              "parallel; use 'guard' or 'cut'",
              13)
