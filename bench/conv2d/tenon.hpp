// Tenon's side: for a layer, something to run.
#pragma once

#include "../harness/harness.hpp"
#include "operands.hpp"

namespace conv2d {

/// The algorithm that the layer's sizes choose, or the direct one, compiled by LLVM when the
/// benchmark starts. x and y plain, or in blocks of channels: then the layer's `finish` brings the
/// result into y.
bench::runner llvm(const operands& o, bool plain, bool only_direct);

}  // namespace conv2d
