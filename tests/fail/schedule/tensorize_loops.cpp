// expect-error: tensorize\(axis, intrinsic\) requires as many loops from 'axis' inward as the intrinsic has axes: got \{0\} instead of \{1\}; split, or reorder
// expect-error: numbers<2, 1>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_loops() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_loops = [](extent n) {
  auto A = input<float>("A", n, 4);
  axis i("i", n), j("j", 4);
  auto s = schedule(compute("B", {i, j}, A(i, j) * 2));
  s.tensorize(i, doubling_of_tensorize_loops());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_loops,
              "tensorize(axis, intrinsic) requires as many loops from 'axis' inward as the "
              "intrinsic has axes: got 2 instead of 1; split, or reorder",
              16)
