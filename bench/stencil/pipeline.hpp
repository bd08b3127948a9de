// The extents and constants of the pipeline, for every subject; README.md states its arithmetic.
#pragma once

#include <cstdint>

#include "../harness/harness.hpp"

namespace stencil {

inline constexpr int height = 4096;  ///< of the picture
inline constexpr int width = 4096;
inline constexpr int border = 6;  ///< lines and columns that the stencils eat
inline constexpr int edges_height = height - border;
inline constexpr int edges_width = width - border;
inline constexpr float red_weight = 0.299F, green_weight = 0.587F, blue_weight = 0.114F;
inline constexpr float w0 = 1.0F / 16, w1 = 4.0F / 16, w2 = 6.0F / 16;
inline constexpr float threshold = 24.0F;

/// What a subject works on: both live as long as the benchmark.
struct picture {
  const std::uint8_t* rgb;  ///< (3, height, width)
  std::uint8_t* edges;      ///< (edges_height, edges_width)
  int threads;              ///< that may be used: 1 or 2
};

/// Each subject's door: an empty runner says that it can't.
using prepare = bench::runner (*)(const picture&);

bench::runner prepare_tenon_native(const picture& p);
bench::runner prepare_tenon_native_unfused(const picture& p);
bench::runner prepare_tenon_llvm(const picture& p);
bench::runner prepare_tenon_llvm_unfused(const picture& p);
bench::runner prepare_ring_by_hand(const picture& p);
bench::runner prepare_unfused_by_hand(const picture& p);
bench::runner prepare_eigen(const picture& p);
bench::runner prepare_halide(const picture& p);

}  // namespace stencil
