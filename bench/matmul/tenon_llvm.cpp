// Tenon's kernels compiled by LLVM when the benchmark starts: one for each case, and one for all.
#include <tenon/kernel/jit.hpp>

#include "description.hpp"
#include "run.hpp"

namespace matmul {
namespace {

template <class... Sizes>
bench::runner compile(const operands& o, const Sizes&... sizes) {
  if (!tenon::codegen::llvm_library::instance().available()) return {};
  const problem& p = o.shape();
  const auto kernel = with_description(p, [&](const auto& description) {
    return std::make_shared<tenon::jit_kernel>(tenon::jit(description, sizes...));
  });
  return p.is_double ? run_on<double>(o, kernel) : run_on<float>(o, kernel);
}

}  // namespace

bench::runner prepare_llvm(const operands& o) {
  const problem& p = o.shape();
  return compile(o, p.m, p.n, p.k);
}

bench::runner prepare_llvm_symbolic(const operands& o) {
  return compile(o, tenon::dynamic, tenon::dynamic, tenon::dynamic);
}

}  // namespace matmul
