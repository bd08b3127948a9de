// The products of bytes that are measured, and their operands.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "product.hpp"

namespace bytes {

/// C (n, n) in int32 = A (n, n) of uint8 · B (n, n) of int8, all row-major.
inline constexpr int sizes[] = {256, 512, 1024};
inline constexpr int size_count = 3;

/// The operands of one size; elements of A are at most `most`. 255: sums of two products leave 16
/// bits. 127: they don't, as peers need it whose sums saturate there.
struct operands : bench::product<std::uint8_t, std::int8_t, std::int32_t> {
  operands(int size, int most);

  /// Compares C with the naive product; empty when they are equal.
  std::string check() const;
};

}  // namespace bytes
