// Tenon's side: for an operand set, something to run, or an empty runner where it can't.
#pragma once

#include "../harness/harness.hpp"
#include "cases.hpp"

namespace lstm {

/// Kernels of the C++ compiler (tenon_native.cpp): one, fused; one, each operation a stage of its
/// own; and without fusion, a kernel for each operator.
bench::runner native(const operands& o);
bench::runner native_stages(const operands& o);
bench::runner native_operators(const operands& o);
/// Compiled by LLVM (tenon_llvm.cpp).
bench::runner llvm(const operands& o);
bench::runner llvm_stages(const operands& o);
bench::runner llvm_operators(const operands& o);
/// Reads the weights as often as any layer must (weights.cpp).
bench::runner read_weights(const operands& o);

}  // namespace lstm
