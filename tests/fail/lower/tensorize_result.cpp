// expect-error: the stage's value has the type of the intrinsic's: element type number \{0\} instead of \{1\} \(0 float, 1 double, 2 int8, 3 int16, 4 int32, 5 int64, 6 uint8, 7 uint16, 8 uint32, 9 uint64, 10 bool, 11 half, 12 bfloat16\)
// expect-error: numbers<1, 0>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_result() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2));
}

inline constexpr auto tensorize_result = [](extent n) {
  auto A = input<double>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_result());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_result,
              "the stage's value has the type of the intrinsic's: element type number 1 instead "
              "of 0 (0 float, 1 double, 2 int8, 3 int16, 4 int32, 5 int64, 6 uint8, 7 uint16, 8 "
              "uint32, 9 uint64, 10 bool, 11 half, 12 bfloat16)",
              16)
