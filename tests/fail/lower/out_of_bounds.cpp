// expect-error: an access must stay inside its tensor, or stand in a select whose condition keeps it inside: dimension \{0\} of operand number \{1\} \(from 0, as the value reads them\)
// expect-error: numbers<0, 0>
#include "../refused.hpp"

inline constexpr auto out_of_bounds = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i + 1));  // <-- here
  return schedule(B);
};

TENON_REFUSED(out_of_bounds,
              "an access must stay inside its tensor, or stand in a select whose condition keeps it "
              "inside: dimension 0 of operand number 0 (from 0, as the value reads them)",
              16)
