// Sums of outer products of floats: the innermost part of a matrix product, kept in registers.
#pragma once

#include <tenon/expr/tensor.hpp>
#include <tenon/ir/tensorized.hpp>
#include <tenon/schedule/intrinsic.hpp>

namespace tenon::inline TENON_ABI {

/// The results that outer products add to at once.
struct outer_tile {
  index_t rows;
  index_t columns;
};

/// The tile of a machine: two registers wide, as high as its registers hold, but for those of a row
/// of b and of an element of a.
constexpr outer_tile outer_tile_of(const target& machine) {
  const index_t wide = 2, lanes = machine.lanes(element::f32);
  const index_t rows = (machine.registers - wide - 2) / wide;
  return {rows > 14 ? 14 : rows, wide * lanes};
}

/// c(i, j) += Σ a(k, i) · b(k, j) over `depth` terms: a and b are panels, packed so that they are
/// read front to back. Any machine with vectors whose registers hold the tile; one product and sum
/// of floats for each term and result, in the order of the terms.
constexpr intrinsic outer_products(const outer_tile& tile, index_t depth) {
  const auto a = input<float>("a", depth, tile.rows).dense();
  const auto b = input<float>("b", depth, tile.columns).dense();
  const axis i("i", tile.rows), j("j", tile.columns), k("k", depth);
  return intrinsic(compute("c", {i, j}, sum(a(k, i) * b(k, j), k)), ir::instruction::outer_f32);
}

}  // namespace tenon::inline TENON_ABI
