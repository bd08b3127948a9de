// expect-error: tensors of one description need different names: tensor number \{0\} repeats the name of number \{1\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto name_twice = [](extent n) {
  auto A = input<float>("A", n);
  auto B = input<float>("A", n);  // <-- here
  axis i("i", n);
  auto C = compute("C", {i}, A(i) * B(i));
  return schedule(C);
};

TENON_REFUSED(name_twice,
              "tensors of one description need different names: tensor number 1 repeats the name of "
              "number 0",
              16)
