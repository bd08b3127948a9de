// Tenon's side: for an operand set, something to run, or an empty runner where it can't.
#pragma once

#include "../harness/harness.hpp"
#include "cases.hpp"

namespace bytes {

/// Kernels of the C++ compiler, for this machine (tenon_native.cpp).
bench::runner native(const operands& o);
/// The same without the intrinsics.
bench::runner native_plain(const operands& o);
/// Kernels of the C++ compiler for AVX2 alone: the same file once more.
bench::runner native_avx2(const operands& o);
bench::runner native_avx2_plain(const operands& o);
/// Compiled by LLVM, for this machine or for AVX2 alone (tenon_llvm.cpp).
bench::runner llvm(const operands& o, bool for_avx2, bool by_dots);

}  // namespace bytes
