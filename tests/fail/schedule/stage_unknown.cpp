// expect-error: the tensor is not part of this schedule: schedule\(outputs…\) must reach it from its outputs
// expect-error: numbers<-1, 0>
#include "../refused.hpp"

inline constexpr auto stage_unknown = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto B = compute("B", {i}, A(i) + 1);
  auto other = compute("other", {i}, A(i));
  auto s = schedule(B);
  s[other].split(i, 4);  // <-- here
  return s;
};

TENON_REFUSED(stage_unknown,
              "the tensor is not part of this schedule: schedule(outputs…) must reach it from its "
              "outputs",
              16)
