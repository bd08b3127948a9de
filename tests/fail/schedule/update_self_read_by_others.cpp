// expect-error: an update may read its tensor only at the element it writes, and nothing else may read it: stage number \{0\} does, in operand or dimension number \{1\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto update_self_read_by_others = [](extent n) {
  auto C = inout<float>("C", n);
  axis i("i", n), j("j", n);
  auto B = compute("B", {j}, C(j));  // <-- here
  auto D = update(C, {i}, C(i) + 1);
  return schedule(B, D);
};

TENON_REFUSED(update_self_read_by_others,
              "an update may read its tensor only at the element it writes, and nothing else may read "
              "it: stage number 1 does, in operand or dimension number 0",
              16)
