// expect-error: each body of an intrinsic is an instruction that does what the behaviour says: instruction number \{0\} \(1 dot_u8s8, 2 dot_s16, 3 interleave, 4 dot_bf16, 5 fill, 6 outer_f32\) as body number \{1\} \(0 compute, 1 reset, 2 update\) does something else
// expect-error: numbers<3, 0>
#include "../refused.hpp"

constexpr intrinsic doubling_of_tensorize_body() {
  const auto a = input<float>("a", 4);
  const axis l("l", 4);
  return intrinsic(compute("c", {l}, a(l) * 2), ir::instruction::interleave);
}

inline constexpr auto tensorize_body = [](extent n) {
  auto A = input<float>("A", n);
  axis i("i", n);
  auto s = schedule(compute("B", {i}, A(i) * 2));
  const auto [io, ii] = s.split(i, 4);
  s.tensorize(ii, doubling_of_tensorize_body());  // <-- here
  return s;
};

TENON_REFUSED(tensorize_body,
              "each body of an intrinsic is an instruction that does what the behaviour says: "
              "instruction number 3 (1 dot_u8s8, 2 dot_s16, 3 interleave, 4 dot_bf16, 5 fill, 6 outer_f32) as body number 0 "
              "(0 compute, 1 reset, 2 update) does something else",
              16)
