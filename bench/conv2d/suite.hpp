// What a benchmark of convolutions is: layers, Tenon's ways to compute them and the peers', batch
// 1, in two groups: x and the result in whatever layout suits who computes, as between the layers
// of a model; and plain NCHW in and out, where who wants another layout pays for the way there and
// back. Weights are constants of a model: arranged before anything is timed.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "../harness/harness.hpp"
#include "operands.hpp"

namespace conv2d {

/// One of Tenon's ways; what it makes is run while the operands live.
struct contender {
  const char* name;
  bench::role who;
  std::function<bench::runner(const operands& o, bool plain)> prepare;
};

/// Measures all layers, as the benchmark `name` with the program's flags.
/// @return what main returns
int measure(const char* name, std::span<const layer> layers, const std::vector<contender>& own,
            int argc, char** argv);

}  // namespace conv2d
