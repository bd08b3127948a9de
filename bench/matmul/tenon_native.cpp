// Tenon's kernels with constant sizes, compiled by the C++ compiler. Compiled once for each shard.
#include "tenon.hpp"

namespace {

struct native {
  /// The kernel for matmul::cases[Index].
  template <int Index> static bench::runner run(const matmul::operands&) { return {}; }
};

const matmul::enter_shard<native, BENCH_SHARD, BENCH_SHARDS> entered;

}  // namespace
