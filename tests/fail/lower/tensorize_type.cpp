// expect-error: an operand has the type of the intrinsic's: element type number \{0\} instead of \{1\} \(0 float, 1 double, 2 int8, 3 int16, 4 int32, 5 int64, 6 uint8, 7 uint16, 8 uint32, 9 uint64, 10 bool, 11 half, 12 bfloat16\)
// expect-error: numbers<2, 6>
#include "../refused.hpp"

constexpr intrinsic widening_of_tensorize_type() {
  const auto a = input<std::uint8_t>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, cast<float>(a(l))));
}

inline constexpr auto tensorize_type = [](extent n) {
  auto A = input<std::int8_t>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, cast<float>(A(i))));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, widening_of_tensorize_type());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_type,
              "an operand has the type of the intrinsic's: element type number 2 instead of 6 (0 "
              "float, 1 double, 2 int8, 3 int16, 4 int32, 5 int64, 6 uint8, 7 uint16, 8 uint32, 9 "
              "uint64, 10 bool, 11 half, 12 bfloat16)",
              16)
