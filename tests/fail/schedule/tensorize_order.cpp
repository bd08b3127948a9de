// expect-error: the loops from tensorize's axis inward stay the innermost ones: loop number \{0\} of stage number \{1\} was put among or split off them later
// expect-error: numbers<2, 1>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_order() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_order = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_order());  // <-- here
  s.reorder(ii, io);
  return s;
};

TENON_REFUSED(tensorize_order,
              "the loops from tensorize's axis inward stay the innermost ones: loop number 2 of "
              "stage number 1 was put among or split off them later",
              16)
