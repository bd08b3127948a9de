// Tenon's kernels by the C++ compiler; with BENCH_AVX2 those for processors without VNNI.
#include <tenon/kernel/kernel.hpp>

#include "description.hpp"
#include "run.hpp"

namespace {

using namespace bytes;

template <auto Description, int Index = 0>
bench::runner make(const operands& o) {
  if constexpr (Index == size_count) {
    return {};
  } else {
    constexpr int n = sizes[Index];
    if (o.n != n) return make<Description, Index + 1>(o);
    return run_on(o, std::make_shared<tenon::kernel<Description, n, n, n>>());
  }
}

}  // namespace

#if defined(BENCH_AVX2)
bench::runner bytes::native_avx2(const operands& o) { return make<product>(o); }
bench::runner bytes::native_avx2_plain(const operands& o) { return make<plain>(o); }
#else
bench::runner bytes::native(const operands& o) { return make<product>(o); }
bench::runner bytes::native_plain(const operands& o) { return make<plain>(o); }
#endif
