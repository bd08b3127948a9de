// Products of bfloat16 in float: their operands, and Tenon's kernels for processors with AVX-512
// BF16.
#pragma once

#include <cstdint>
#include <string>

#include "../harness/harness.hpp"
#include "product.hpp"

namespace bf16 {

/// C (n, n) in float = A (n, n) · B (n, n) of bfloat16, all row-major; small integers, so that
/// every order of the terms gives the same sums.
struct operands : bench::product<std::uint16_t, std::uint16_t, float> {
  explicit operands(int size);

  /// Compares C with the naive product; empty when they are equal.
  std::string check() const;
};

/// Whether this processor has AVX-512 BF16.
bool is_runnable();

/// A kernel of the C++ compiler (tenon_native_bf16.cpp), and one of LLVM (tenon_llvm.cpp).
bench::runner native(const operands& o);
bench::runner llvm(const operands& o);

}  // namespace bf16
