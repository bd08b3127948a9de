// Which algorithm a convolution takes: an estimate of processor cycles for each, from sizes and
// target.
#pragma once

#include <tenon/op/winograd_convolution.hpp>

namespace tenon::inline TENON_ABI::op {

/// How a convolution is computed; the numbers are the outputs of a Winograd tile along a line.
enum class convolution_algorithm : std::uint8_t { direct = 0, winograd2 = 2, winograd4 = 4 };

namespace estimate {

/// Bytes a cycle from where they come: the last cache, or memory. The second cache keeps up with
/// products.
inline constexpr index_t bytes_from_cache = 16, bytes_from_memory = 4;

/// Cycles that weights of so many bytes take on their way.
constexpr index_t streaming(const target& machine, index_t bytes) {
  if (bytes <= machine.l2_bytes / 2) return 0;
  return bytes / (bytes <= machine.l3_bytes ? bytes_from_cache : bytes_from_memory);
}

/// Cycles of so many products in register tiles of `rows` × `vectors`: two vectors a cycle, where
/// ten products cover each other's latency, at nine tenths of that.
constexpr index_t products(const target& machine, element type, index_t count, index_t rows,
                           index_t vectors) {
  const index_t full = count / machine.lanes(type) / 2 * 10 / 9, flying = rows * vectors;
  return flying < 10 && flying > 0 ? full * 10 / flying : full;
}

constexpr index_t larger(index_t a, index_t b) { return a > b ? a : b; }

constexpr index_t direct(const target& machine, element type, const conv2d_sizes& of) {
  const direct_tiles t = choose_direct_tiles(machine, type, of);
  const index_t weights = of.filters * of.channels * of.kernel_rows * of.kernel_columns;
  const index_t count = of.n * of.out_rows() * of.out_columns() * weights;
  return larger(products(machine, type, count, t.pixels, t.vectors),
                streaming(machine, weights * size_of(type)));
}

/// The transforms take about eight cycles for each vector of a tile's elements, there and back.
template <int Outputs>
constexpr index_t winograd(const target& machine, element type, const conv2d_sizes& of) {
  constexpr index_t elements = (Outputs + 2) * (Outputs + 2);
  const winograd_tiles<Outputs> t = choose_winograd_tiles<Outputs>(machine, type, of);
  const index_t tiles = of.n * t.down * t.across, weights = elements * of.channels * of.filters;
  const index_t vectors = ceil_div(of.channels, t.block) + ceil_div(of.filters, t.block);
  return larger(products(machine, type, tiles * weights, t.rows, t.vectors),
                streaming(machine, weights * size_of(type))) +
         tiles * vectors * elements * 8;
}

}  // namespace estimate

/// The algorithm with the fewest cycles by that estimate. Winograd's is among them for dense
/// windows of 3 × 3, with tiles of 4 × 4 outputs at most: its error is two to five times that of
/// the direct convolution then.
constexpr convolution_algorithm choose_convolution(const target& machine, element type,
                                                   const conv2d_sizes& of) {
  if (!of.by.is_dense() || of.kernel_rows != 3 || of.kernel_columns != 3)
    return convolution_algorithm::direct;
  const index_t direct = estimate::direct(machine, type, of);
  const index_t two = estimate::winograd<2>(machine, type, of),
                four = estimate::winograd<4>(machine, type, of);
  if (direct <= two && direct <= four) return convolution_algorithm::direct;
  return two <= four ? convolution_algorithm::winograd2 : convolution_algorithm::winograd4;
}

}  // namespace tenon::inline TENON_ABI::op
