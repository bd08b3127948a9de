// expect-error: a device runs what is bound to it: a stage at the root needs a loop bound to blocks or threads, and none may be parallel; stage number \{0\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

inline constexpr auto bind_missing = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i) + 1));  // <-- here
};

TENON_REFUSED_ON_DEVICE(bind_missing,
                        "a device runs what is bound to it: a stage at the root needs a loop bound to "
                        "blocks or threads, and none may be parallel; stage number 1",
                        16)
