// expect-error: what a loop of the intrinsic takes one after the other lies in memory as the intrinsic's tensors say: \{0\} elements apart \(-1: not constant\) instead of \{1\}; pack a copy, or reorder
// expect-error: numbers<2, 1>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_step() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_step = [](extent n) {
  auto A = input<float>("A", 2 * n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(2 * i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_step());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_step,
              "what a loop of the intrinsic takes one after the other lies in memory as the "
              "intrinsic's tensors say: 2 elements apart (-1: not constant) instead of 1; pack a "
              "copy, or reorder",
              16)
