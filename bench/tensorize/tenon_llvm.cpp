// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <tenon/kernel/jit.hpp>

#include "bf16_run.hpp"
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

bench::runner bf16::llvm(const operands& o) {
  if (!tenon::codegen::llvm_library::instance().available()) return {};
  tenon::target machine = tenon::preset(tenon::isa::avx512);
  machine.has_dot_bf16 = true;
  return run_on(o, std::make_shared<tenon::jit_kernel>(
                       tenon::jit_for(machine, product, o.n, o.n, o.n)));
}
