// expect-error: set_scope\(name\) requires a scratchpad of the target by its name: none of the \{1\} that it has is called as stage number \{0\} wants
// expect-error: numbers<1, 2>
#include "../refused.hpp"

inline constexpr auto scratchpad_unknown = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i));
  auto s = schedule(compute("B", {i}, P(i)));
  s[P].set_scope("wgt");  // <-- here
  return s;
};

TENON_REFUSED_ON_UNITS(scratchpad_unknown,
                       "set_scope(name) requires a scratchpad of the target by its name: "
                       "none of the 2 that it has is called as stage number 1 wants",
                       16)
