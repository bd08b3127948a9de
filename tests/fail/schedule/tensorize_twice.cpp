// expect-error: tensorize is used once on a stage
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_twice() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_twice = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_twice());
  s.tensorize(ii, doubling_of_tensorize_twice());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_twice,
              "tensorize is used once on a stage",
              16)
