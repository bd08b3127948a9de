// How a contraction C(i, j) ⊕= Σ A(i, r) · B(r, j) is cut to a machine: the tile of C that stays in
// registers, and the part of B that is packed into a cache. From sizes and target alone.
#pragma once

#include <tenon/core/checked.hpp>
#include <tenon/core/target.hpp>

namespace tenon::inline TENON_ABI {

/// Tiles of a contraction, in elements.
struct contraction_tiles {
  index_t lanes;    ///< of a vector
  index_t rows;     ///< of the register tile
  index_t columns;  ///< of the register tile: whole vectors
  index_t terms;    ///< of the sum that are spelled out, so that loops and jumps weigh less
  index_t depth;    ///< terms of the sum between two visits of a tile: a multiple of `terms`
  index_t width;    ///< columns of B that are used at a time: a multiple of `columns`
  bool pack;        ///< B is copied into panels
  bool pack_rows;   ///< A is copied too, into panels as high as the tile
  bool in_blocks;   ///< a consumer cuts C's columns into parts of `width`
};

/// A contraction as far as it is known; extents that aren't are -1.
struct contraction_sizes {
  index_t m, n, k;
  bool a_transposed = false;  ///< i, not r, is contiguous in A
  bool b_transposed = false;  ///< r, not j, is contiguous in B
  bool has_consumer = false;  ///< which takes C in blocks as wide as B's
};

/// Half cycles that a register tile takes for one term: two products or two loads a cycle, and at
/// least ten products in flight, which covers their latency with a little to spare. GCC keeps a
/// vector of B in a register for four rows and more; for fewer, each product loads its own.
constexpr index_t tile_half_cycles(index_t rows, index_t vectors) {
  const index_t products = rows * vectors;
  const index_t loads = rows + (rows < 4 ? products : vectors);
  const index_t latency = 10;
  const index_t busy = products > loads ? products : loads;
  return busy > latency ? busy : latency;
}

/// Instructions of a register tile for one term: a product each, a load for each row and vector,
/// and an address for each row.
constexpr index_t tile_instructions(index_t rows, index_t vectors) {
  return rows * vectors + rows + vectors + rows;
}

/// Rows of A that a register tile reads side by side: when their distance is a multiple of 4 kB
/// all fall into one set of the first cache, which holds eight lines.
inline constexpr index_t most_rows = 8;

/// Cost of covering m × n with tiles. The last row of tiles is as high as what remains and the last
/// column has as many vectors as that needs: they have code of their own, which starts cold.
constexpr index_t cover_cost(const contraction_sizes& of, index_t rows, index_t vectors,
                             index_t lanes) {
  const auto column = [&](index_t wide) {
    const index_t rest = of.m % rows;
    index_t cost = (of.m / rows) * tile_half_cycles(rows, wide);
    if (rest > 0) cost += tile_half_cycles(rest, wide) + 10;
    return cost;
  };
  const index_t whole = of.n / (vectors * lanes);
  const index_t rest = ceil_div(of.n - whole * vectors * lanes, lanes);
  return whole * column(vectors) + (rest > 0 ? column(rest) + 10 : 0);
}

/// Calls `visit(rows, vectors)` for each register tile that the machine has registers for. Two stay
/// free, since compilers differ in how many they need.
template <class Visit>
constexpr void each_register_tile(const target& machine, index_t m, Visit visit) {
  for (index_t vectors = 1; vectors <= 4; ++vectors) {
    for (index_t rows = 1; rows <= most_rows && rows <= m; ++rows) {
      const index_t registers = rows * vectors + vectors + 1;
      if (registers > machine.registers - (machine.registers > 16 ? 3 : 1)) break;
      visit(rows, vectors);
    }
  }
}

/// Sets rows and columns to the register tile with the fewest instructions for a product, of those
/// whose cost is within a hundredth of the least.
constexpr void choose_register_tile(const target& machine, index_t lanes,
                                    const contraction_sizes& of, contraction_tiles& best) {
  index_t least = -1;
  each_register_tile(machine, of.m, [&](index_t rows, index_t vectors) {
    const index_t cost = cover_cost(of, rows, vectors, lanes);
    if (least < 0 || cost < least) least = cost;
  });
  index_t instructions = -1, products = 1;
  each_register_tile(machine, of.m, [&](index_t rows, index_t vectors) {
    if (cover_cost(of, rows, vectors, lanes) * 100 > least * 101) return;
    const index_t now = tile_instructions(rows, vectors);
    if (instructions >= 0 && now * products >= instructions * rows * vectors) return;
    instructions = now;
    products = rows * vectors;
    best.rows = rows;
    best.columns = vectors * lanes;
  });
}

/// n cut into equal parts of at most `most`: the length of a part, a multiple of `step`.
constexpr index_t even_part(index_t n, index_t most, index_t step) {
  const index_t whole = ceil_div(n < 1 ? 1 : n, step);
  const index_t steps = most < step ? 1 : most / step;
  return ceil_div(whole, ceil_div(whole, steps)) * step;
}

/// Depth of a block that is packed for the second cache: about 768, if there are so many terms.
constexpr index_t packed_depth(index_t k, index_t terms) {
  return k < 0 ? 768 : even_part(k, 1024, terms);
}

/// Pages whose addresses the first level of translation holds, on processors of the last ten years.
inline constexpr index_t pages_at_hand = 64;

/// Part of B that is used as it is stored: rows of up to a page, as many as stay in the second
/// cache; few rows of A, for which B mostly comes from further away, leave half of it for what comes
/// next, and use no more pages than are at hand. False where packing pays: B is stored across, or
/// fills too many second caches (one for many rows of A; few rows used 4 and 16 MB in place 1.04 to
/// 1.12 times as fast as packed, 24 MB 0.88 times), or the tiles of C would be visited much more
/// often, or many of B's vectors would be partial, which panels fill up.
constexpr bool choose_stored(const target& machine, index_t size, const contraction_sizes& sizes,
                             contraction_tiles& t) {
  const index_t page = 4096 / size;
  const bool wide = sizes.n < 0 || sizes.n > page;
  const index_t n = wide ? page : sizes.n < 1 ? 1 : sizes.n;
  const index_t k = sizes.k < 0 ? packed_depth(-1, t.terms) : sizes.k < 1 ? 1 : sizes.k;
  const auto fits = [&](index_t caches) {
    return sizes.n >= 0 && sizes.n <= caches * machine.l2_bytes / size / k;
  };
  const bool few = sizes.m >= 0 && sizes.m <= 48 && (sizes.n < 0 || fits(16));
  if (sizes.b_transposed || (!few && !fits(1))) return false;
  if (sizes.n % t.lanes != 0 && !(few && wide)) return false;
  const index_t width = ceil_div(n, t.columns) * t.columns;
  const index_t held = machine.l2_bytes / 4 * (few ? 2 : 3) / size / n;
  const index_t most = few && wide && held > pages_at_hand ? pages_at_hand : held;
  const index_t depth = sizes.k < 0 ? most / t.terms * t.terms : even_part(k, most, t.terms);
  const index_t packed = packed_depth(sizes.k, t.terms);
  const index_t m = sizes.m < 0 ? 840 : sizes.m;
  if (!few && m * (packed - depth) > 3 * packed * depth) return false;
  if (sizes.has_consumer && m * width > machine.l2_bytes / 4 / size) return false;
  t.depth = depth;
  t.width = width;
  return true;
}

/// Columns of a block of `elements` of B, as deep as the tiles say: whole panels.
constexpr index_t packed_width(index_t elements, index_t n, const contraction_tiles& t) {
  const index_t most = elements / t.depth / t.columns * t.columns;
  const index_t width = most < t.columns ? t.columns : most;
  return n < 0 ? width : even_part(n, width, t.columns);
}

/// Depth and width of what is packed at a time: a block of panels. While A fits the second cache a
/// panel fits the first, and the block half of the second: rows of B are read in long runs then.
/// One panel at a time, the lines of its rows lie far apart: where B comes from further away that
/// took 1.1 to 1.5 times as long in all (64 to 256 rows of A, 512 to 1,024 terms, Zen 3).
constexpr void choose_packed(const target& machine, index_t size, const contraction_sizes& sizes,
                             contraction_tiles& t) {
  const index_t terms = sizes.k < 0 ? 1024 : sizes.k < 1 ? 1 : sizes.k;
  if (sizes.m >= 0 && sizes.m <= machine.l2_bytes / size / terms) {
    const index_t panel = machine.l1_bytes / (t.columns * size);
    t.depth = even_part(sizes.k < 0 ? panel / t.terms * t.terms : sizes.k, panel, t.terms);
    const index_t block = machine.l2_bytes / 2 / size;
    const index_t taken = machine.l2_bytes / 4 / size / (sizes.m < 1 ? 1 : sizes.m) * t.depth;
    // A consumer finds its part of C in the second cache, beside B.
    t.width = packed_width(sizes.has_consumer && taken < block ? taken : block, sizes.n, t);
    return;
  }
  t.depth = packed_depth(sizes.k, t.terms);
  t.width = packed_width(machine.l2_bytes / 4 * 3 / size, sizes.n, t);
}

/// The tiles of a contraction. Of fewer than eight rows each element of B is used too seldom for
/// anything but streaming through it.
constexpr contraction_tiles choose_tiles(const target& machine, element type,
                                         const contraction_sizes& sizes) {
  const index_t lanes = machine.lanes(type);
  contraction_sizes typical = sizes;
  if (sizes.m < 0) typical.m = 840;  // a multiple of every small number of rows
  if (sizes.n < 0) typical.n = 60 * lanes;
  contraction_tiles best{lanes, 1, lanes, 8, 8, lanes, false, false, sizes.has_consumer};
  choose_register_tile(machine, lanes, typical, best);
  if (typical.m < 8) {
    // A row of C is visited for each few terms: as much of it as half of the first cache holds.
    best.width = even_part(sizes.n < 0 ? index_t{1} << 30 : sizes.n,
                           machine.l1_bytes / 2 / size_of(type), best.columns);
    return best;
  }
  best.terms = 4;
  best.pack = !choose_stored(machine, size_of(type), sizes, best);
  if (best.pack) choose_packed(machine, size_of(type), sizes, best);
  // Rows of terms that are a page apart miss the first cache and its address translation.
  const index_t pitch = sizes.m < 0 ? 4096 : sizes.m * size_of(type);
  best.pack_rows = sizes.a_transposed && pitch >= 2048;
  return best;
}

}  // namespace tenon::inline TENON_ABI
