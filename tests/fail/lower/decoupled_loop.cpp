// expect-error: a decoupled target runs one stream of instructions: loop number \{0\} of stage number \{1\} is parallel or bound to blocks or threads; bind it to virtual threads
// expect-error: numbers<0, 1>
#include "../refused.hpp"

inline constexpr auto decoupled_loop = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto P = compute("P", {i}, A(i));
  auto s = schedule(compute("B", {i}, P(i)));
  s[P].set_scope("inp").parallel(i);  // <-- here
  return s;
};

TENON_REFUSED_ON_UNITS(decoupled_loop,
                       "a decoupled target runs one stream of instructions: loop number 0 of"
                       " stage number 1 is parallel or bound to blocks or threads; bind it "
                       "to virtual threads",
                       16)
