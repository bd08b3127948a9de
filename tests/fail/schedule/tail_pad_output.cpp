// expect-error: tail 'pad' stores more than the tensor, which the caller's memory has no room for: stage number \{0\} is an output or an update in place
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto tail_pad_output = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto s = schedule(B);
  s.split(i, 8, tail::pad);  // <-- here
  return s;
};

TENON_REFUSED(tail_pad_output,
              "tail 'pad' stores more than the tensor, which the caller's memory has no room for: stage number 1 is an "
              "output or an update in place; use 'guard', 'cut' or 'shift'",
              20)
