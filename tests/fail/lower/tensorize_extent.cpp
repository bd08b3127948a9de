// expect-error: the loops from tensorize's axis inward have the extents of the intrinsic: got \{0\} \(-1: not constant\) instead of \{1\}; split by \{1\} with tail::cut
// expect-error: numbers<8, 4>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_extent() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_extent = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 8);
  s.tensorize(ii, doubling_of_tensorize_extent());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_extent,
              "the loops from tensorize's axis inward have the extents of the intrinsic: got 8 "
              "(-1: not constant) instead of 4; split by 4 with tail::cut",
              16)
