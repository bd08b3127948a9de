// expect-error: the loops from tensorize's axis inward are the intrinsic's alone: loop number \{0\} is vectorized, unrolled, parallel or bound, or stage number \{1\} has another vectorized loop
// expect-error: numbers<2, 1>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_marked() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_marked = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.unroll(ii);
  s.tensorize(ii, doubling_of_tensorize_marked());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_marked,
              "the loops from tensorize's axis inward are the intrinsic's alone: loop number 2 is "
              "vectorized, unrolled, parallel or bound, or stage number 1 has another vectorized "
              "loop",
              16)
