// expect-error: what lies in one scratchpad has constant sizes, and all of it \{1\} bytes at most: got \{0\} \(-1: not constant\)
// expect-error: numbers<512, 256>
#include "../refused.hpp"

inline constexpr auto scratchpad_size = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i));
  auto s = schedule(compute("B", {i}, P(i)));
  s[P].set_scope("inp");  // <-- here
  return s;
};

TENON_REFUSED_ON_UNITS(scratchpad_size,
                       "what lies in one scratchpad has constant sizes, and all of it 256 "
                       "bytes at most: got 512 (-1: not constant)",
                       128)
