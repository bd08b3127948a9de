// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <tenon/kernel/jit.hpp>

#include "description.hpp"
#include "run.hpp"

namespace {

template <class Description>
bench::runner compile(const lstm::operands& o, const Description& description) {
  if (!tenon::codegen::llvm_library::instance().available()) return {};
  return run_on(o, std::make_shared<tenon::jit_kernel>(tenon::jit(description, o.t, o.n)));
}

}  // namespace

bench::runner lstm::llvm(const operands& o) { return compile(o, layer<true>); }
bench::runner lstm::llvm_unfused(const operands& o) { return compile(o, layer<false>); }
