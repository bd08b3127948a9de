// expect-error: an access must stay inside its tensor, or stand in a select whose condition keeps it inside: dimension \{0\} of operand number \{1\} \(from 0, as the value reads them\)
// expect-error: numbers<1, 1>
#include "../refused.hpp"

inline constexpr auto out_of_bounds_in_select = [](extent n) {
  auto A = input<float>("A", n);
  auto B = input<float>("B", n, n);
  axis i("i", n), j("j", n);
  auto inside = j >= 2;  // one too many: j - 1 is inside from 1 on
  auto C = compute("C", {i, j}, select(inside, A(i), B(i, j - 1)));  // <-- here
  return schedule(C);
};

TENON_REFUSED(out_of_bounds_in_select,
              "an access must stay inside its tensor, or stand in a select whose condition keeps it "
              "inside: dimension 1 of operand number 1 (from 0, as the value reads them)",
              16)
