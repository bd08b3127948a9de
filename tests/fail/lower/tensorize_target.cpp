// expect-error: the target has no instruction for the intrinsic: instruction number \{0\} \(1 dot_u8s8, 2 dot_s16, 3 interleave, 4 dot_bf16, 5 fill, 6 outer_f32\) for \{1\} results at a time
// expect-error: numbers<1, 16>
#include "../refused.hpp"
#include <tenon/hardware/intrinsics/dot.hpp>

inline constexpr auto tensorize_target = [](extent n) {
  auto A = input<std::uint8_t>("A", n, 4);
  auto B = input<std::int8_t>("B", n, 4).dense();
  axis i("i", n), j("j", n), r("r", 4);
  auto s = schedule(compute("C", {i, j}, sum(cast<std::int32_t>(A(i, r)) * cast<std::int32_t>(B(j, r)), r)));
  s.tensorize(j, dot_u8s8(16));  // <-- here
  return s;
};

TENON_REFUSED_FOR(tenon::preset(isa::avx2_fma), tensorize_target,
              "the target has no instruction for the intrinsic: instruction number 1 (1 dot_u8s8, "
              "2 dot_s16, 3 interleave, 4 dot_bf16, 5 fill, 6 outer_f32) for 16 results at a time",
              16)
