// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <tenon/kernel/jit.hpp>

#include "description.hpp"
#include "run.hpp"

bench::runner bytes::llvm(const operands& o, bool for_avx2, bool by_dots) {
  if (!tenon::codegen::llvm_library::instance().available()) return {};
  const tenon::target machine =
      for_avx2 ? tenon::preset(tenon::isa::avx2_fma) : tenon::compiled_target();
  const auto compile = [&](const auto& description) {
    return std::make_shared<tenon::jit_kernel>(tenon::jit_for(machine, description, o.n, o.n, o.n));
  };
  return run_on(o, by_dots ? compile(product) : compile(plain));
}
