// Tenon's side: for a depthwise layer, something to run.
#pragma once

#include "../conv2d/operands.hpp"
#include "../harness/harness.hpp"

namespace depthwise {

/// Compiled by LLVM when the benchmark starts. x and y plain, or in blocks of channels: then the
/// layer's `finish` brings the result into y. Empty where Tenon can't do the case.
bench::runner llvm(const conv2d::operands& o, bool plain);

}  // namespace depthwise
