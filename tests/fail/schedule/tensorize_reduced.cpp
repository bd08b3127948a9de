// expect-error: tensorize\(axis, intrinsic\) requires as many reduced loops from 'axis' inward as the intrinsic reduces over: got \{0\} instead of \{1\}
// expect-error: numbers<1, 0>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_reduced() {
  const auto a = input<float>("a", 4, 4);
  const axis l("l", 4), k("k", 4);
  return intrinsic(compute("c", {l, k}, a(l, k) * 2));
}

inline constexpr auto tensorize_reduced = [](extent n) {
  auto A = input<float>("A", n, n);
  axis i("i", n), r("r", n);
  auto s = schedule(compute("B", {i}, sum(A(i, r) * 2, r)));
  s.tensorize(i, doubling_of_tensorize_reduced());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_reduced,
              "tensorize(axis, intrinsic) requires as many reduced loops from 'axis' inward as "
              "the intrinsic reduces over: got 1 instead of 0",
              16)
