// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <tenon/kernel/jit.hpp>

#include "description.hpp"
#include "run.hpp"

namespace {

template <bool ByDots>
bench::runner compile(const bytes::operands& o, const tenon::target& machine) {
  return bytes::run_on(o, std::make_shared<tenon::jit_kernel>(
                              tenon::jit_for(machine, bytes::product<ByDots>, o.n, o.n, o.n)));
}

}  // namespace

bench::runner bytes::llvm(const operands& o, bool for_avx2, bool by_dots) {
  if (!tenon::codegen::llvm_library::instance().available()) return {};
  const tenon::target machine =
      for_avx2 ? tenon::preset(tenon::isa::avx2_fma) : tenon::compiled_target();
  return by_dots ? compile<true>(o, machine) : compile<false>(o, machine);
}
