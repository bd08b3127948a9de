// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <tenon/kernel/jit.hpp>

#include "run.hpp"
#include "run_operators.hpp"

namespace {

bool available() { return tenon::codegen::llvm_library::instance().available(); }

template <class Description>
bench::runner compile(const lstm::operands& o, const Description& description) {
  if (!available()) return {};
  return run_on(o, std::make_shared<tenon::jit_kernel>(tenon::jit(description, o.t, o.n)));
}

template <auto Description, tenon::size... Sizes>
struct compiled : tenon::jit_kernel {
  compiled() : jit_kernel(tenon::jit(Description, Sizes...)) {}
};

}  // namespace

bench::runner lstm::llvm(const operands& o) { return compile(o, layer<true>); }
bench::runner lstm::llvm_stages(const operands& o) { return compile(o, layer<false>); }
bench::runner lstm::llvm_operators(const operands& o) {
  if (!available()) return {};
  return for_sizes(o,
                   [&]<int Steps, int Cells> { return run_operators<compiled, Steps, Cells>(o); });
}
