// Rows whose columns become neighbours: how operands are packed for dot products of few numbers.
#pragma once

#include <tenon/expr/tensor.hpp>
#include <tenon/schedule/intrinsic.hpp>

namespace tenon::inline TENON_ABI {

/// c(i, q) = b(q, i), words of 32 bits: 4 rows of 16 bytes, or 2 of 8 numbers of 16 bits. Rows of b
/// lie anywhere.
template <element_type T>
requires(sizeof(T) <= 2) constexpr intrinsic interleave() {
  constexpr index_t rows = 4 / sizeof(T), columns = 16 / sizeof(T);
  const auto b = input<T>("b", rows, columns);
  const axis i("i", columns), q("q", rows);
  auto c = compute("c", {i, q}, b(q, i));
  return intrinsic(c.dense(), ir::instruction::interleave);
}

}  // namespace tenon::inline TENON_ABI
