// The machine's own limits, measured beside the subjects: what a share of peak is a share of.
#pragma once

#include <vector>

#include "harness.hpp"

namespace bench {

/// A limit of the machine: as many fused multiply-adds, or bytes copied, as it can do.
struct limit {
  const char* name;   ///< fma_avx2_float, copy_1_thread, …
  int float_bits;     ///< 0 for copies
  int threads;
  double flops;       ///< of one run
  double bytes;       ///< read and written by one run
  runner run;
};

/// Every limit that can be measured on this processor.
std::vector<limit> machine_limits();

}  // namespace bench
