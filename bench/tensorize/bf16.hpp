// Products of bfloat16 in float: their operands, and Tenon's kernels for processors with AVX-512
// BF16.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "../harness/harness.hpp"

namespace bf16 {

/// C (n, n) in float = A (n, n) · B (n, n) of bfloat16, all row-major; small integers, so that
/// every order of the terms gives the same sums.
struct operands {
  explicit operands(int size);

  int n;
  std::vector<std::uint16_t> a, b;
  mutable std::vector<float> c;

  void poison() const;
  /// Compares C with the naive product; empty when they are equal.
  std::string check() const;

 private:
  mutable std::vector<float> expected_;
};

/// Whether this processor has AVX-512 BF16.
bool is_runnable();

/// A kernel of the C++ compiler (tenon_native_bf16.cpp), and one of LLVM (tenon_llvm.cpp).
bench::runner native(const operands& o);
bench::runner llvm(const operands& o);

}  // namespace bf16
