// A product of bfloat16 for processors with AVX-512 BF16: an object, which holds vdpbf16ps.
#include <tenon/hardware/tile_dot.hpp>
#include <tenon/kernel/kernel.hpp>

using namespace tenon;

static_assert(compiled_target().has_dot_bf16);

inline constexpr auto matmul = [](const context& c, extent m, extent n, extent k) {
  const axis i("i", m), j("j", n), r("r", k);
  return dot_product(input<bfloat16>("A", m, k), input<bfloat16>("B", k, n), i, j, r, c.machine);
};

void run_matmul(const argument* arguments) {
  kernel<matmul, 64, 64, 64>().run_arguments({}, arguments, 3);
}
