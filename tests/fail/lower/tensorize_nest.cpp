// expect-error: inside of tensorize's axis stand the loops of the intrinsic and one store without conditions: \{0\} \(0 a condition or a guarded access, 1 an index that must be divided, a stage or cache_write's tile\); use tail::cut, pad the copies that are read, and compute stages further out
// expect-error: numbers<0, 0>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_nest() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_nest = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_nest());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_nest,
              "inside of tensorize's axis stand the loops of the intrinsic and one store without "
              "conditions: 0 (0 a condition or a guarded access, 1 an index that must be divided, "
              "a stage or cache_write's tile); use tail::cut, pad the copies that are read, and "
              "compute stages further out",
              18)
