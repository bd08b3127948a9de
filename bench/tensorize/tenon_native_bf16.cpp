// Products of bfloat16 by the C++ compiler, for processors with AVX-512 BF16.
#include <tenon/kernel/kernel.hpp>

#include "bf16_run.hpp"
#include "cases.hpp"

namespace {

template <int Index = 0>
bench::runner make(const bf16::operands& o) {
  if constexpr (Index == bytes::size_count) {
    return {};
  } else {
    constexpr int n = bytes::sizes[Index];
    if (o.n != n) return make<Index + 1>(o);
    return bf16::run_on(o, std::make_shared<tenon::kernel<bf16::product, n, n, n>>());
  }
}

}  // namespace

bench::runner bf16::native(const operands& o) { return make(o); }
