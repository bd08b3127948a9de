// Tenon's kernels with constant sizes, compiled by the C++ compiler. Compiled once for each shard.
#include <tenon/kernel/kernel.hpp>

#include "description.hpp"
#include "run.hpp"

namespace {

using namespace matmul;

struct native {
  /// The kernel for matmul::cases[Index].
  template <int Index>
  static bench::runner run(const operands& o) {
    constexpr problem p = cases[Index];
    using T = std::conditional_t<p.is_double, double, float>;
    using kernel =
        tenon::kernel<product<T, p.a_transposed, p.b_transposed, p.bias_relu>{}, p.m, p.n, p.k>;
    return run_on<T>(o, std::make_shared<kernel>());
  }
};

const enter_shard<native, BENCH_SHARD, BENCH_SHARDS> entered;

}  // namespace
