// What LLVM compiles when the demo runs. One translation unit, since each that compiles at run
// time contains the lowering.
#include "edges.hpp"
#include "product.hpp"
#include "subjects.hpp"

namespace demo {
namespace {

using tenon::dynamic;
using tenon::jit_kernel;

std::function<void(tenon::executor&, const picture&, picture&)> runner(jit_kernel kernel) {
  auto compiled = std::make_shared<jit_kernel>(std::move(kernel));
  return [compiled](tenon::executor& threads, const picture& rgb, picture& result) {
    compiled->run({&threads, nullptr}, rgb, result);
  };
}

}  // namespace

std::vector<edge_subject> edges_llvm() {
  return {{"LLVM, fused", runner(tenon::jit(fused, dynamic, dynamic))},
          {"LLVM, stage by stage", runner(tenon::jit(unfused, dynamic, dynamic))}};
}

void strength_llvm(const picture& rgb, picture& result) { tenon::jit(strength, dynamic, dynamic)(rgb, result); }

void outlines_llvm(const picture& rgb, picture& result) { tenon::jit(outlines, dynamic, dynamic)(rgb, result); }

product make_product_llvm(int size) {
  auto compiled = std::make_shared<jit_kernel>(tenon::jit(matmul, size, size, size));
  return [compiled](const matrix& a, const matrix& b, matrix& c) { (*compiled)(a, b, c); };
}

}  // namespace demo
