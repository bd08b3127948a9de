// How a contraction C(i, j) ⊕= Σ A(i, r) · B(r, j) is cut to a machine: the tile of C that stays in
// registers, and the block of B that stays in the second cache. From sizes and target alone.
#pragma once

#include <tenon/core/checked.hpp>
#include <tenon/core/target.hpp>

namespace tenon::inline TENON_ABI {

/// Tiles of a contraction, in elements.
struct contraction_tiles {
  index_t rows;     ///< of the register tile
  index_t columns;  ///< of the register tile: whole vectors
  index_t depth;    ///< terms of the sum between two visits of a tile
  index_t width;    ///< columns of the packed block of B: a multiple of `columns`
  bool pack;        ///< B is used often enough to be copied into panels
};

/// Extents of a contraction; -1 stands for one that isn't known.
struct contraction_sizes {
  index_t m, n, k;
};

/// Half cycles that a register tile takes for one term: two products or two loads a cycle, and at
/// least ten products in flight, which covers their latency with a little to spare.
constexpr index_t tile_half_cycles(index_t rows, index_t vectors) {
  const index_t products = rows * vectors;
  const index_t loads = rows + vectors;
  const index_t latency = 10;
  const index_t busy = products > loads ? products : loads;
  return busy > latency ? busy : latency;
}

/// Rows of A that a register tile reads side by side: when their distance is a multiple of 4 kB
/// all fall into one set of the first cache, which holds eight lines.
inline constexpr index_t most_rows = 8;

/// What a term's loads weigh: of A from the first cache, of B's panel from the second.
constexpr index_t traffic(index_t rows, index_t vectors) { return rows + 3 * vectors; }

/// Cost of covering m × n with tiles, the last row of tiles as high as what remains.
constexpr index_t cover_cost(index_t m, index_t n, index_t rows, index_t vectors, index_t lanes) {
  const index_t across = ceil_div(n, vectors * lanes);
  const index_t rest = m % rows;
  index_t cost = (m / rows) * tile_half_cycles(rows, vectors);
  if (rest > 0) cost += tile_half_cycles(rest, vectors);
  return across * cost;
}

/// The register tile with the least cost; two registers stay free, since compilers differ in how
/// many they need besides.
constexpr contraction_tiles choose_tiles(const target& machine, element type,
                                         contraction_sizes sizes) {
  const index_t lanes = machine.lanes(type);
  const index_t m = sizes.m < 0 ? 840 : sizes.m;  // a multiple of every small number of rows
  const index_t n = sizes.n < 0 ? 60 * lanes : sizes.n;
  const index_t k = sizes.k < 0 ? 1 << 20 : sizes.k;
  contraction_tiles best{1, lanes, k, n, m >= 8};
  index_t least = -1;
  for (index_t vectors = 1; vectors <= 4; ++vectors) {
    for (index_t rows = 1; rows <= most_rows && rows <= m; ++rows) {
      const index_t registers = rows * vectors + vectors + 1;
      if (registers > machine.registers - (machine.registers > 16 ? 3 : 1)) break;
      const index_t cost = cover_cost(m, n, rows, vectors, lanes);
      const bool denser =
          cost == least && traffic(rows, vectors) * best.rows * best.columns <
                               traffic(best.rows, best.columns / lanes) * rows * vectors * lanes;
      if (least >= 0 && cost >= least && !denser) continue;
      least = cost;
      best.rows = rows;
      best.columns = vectors * lanes;
    }
  }
  const index_t block = machine.l2_bytes / 2 / size_of(type);  // elements of B's block
  if (!best.pack) {
    best.depth = k < 8 ? k : 8;
    best.width = ceil_div(n, best.columns) * best.columns;
    return best;
  }
  const index_t deepest = 512;
  best.depth = k <= deepest + deepest / 4 ? k : ceil_div(k, ceil_div(k, deepest));
  if (sizes.k < 0) best.depth = deepest;
  if (best.depth < 1) best.depth = 1;
  const index_t panels = block / (best.depth * best.columns);
  best.width = (panels < 1 ? 1 : panels) * best.columns;
  return best;
}

}  // namespace tenon::inline TENON_ABI
