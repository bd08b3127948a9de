// What a compiled kernel receives, as plain C data: it crosses to the bundled LLVM and to any
// thread, so it holds pointers and 64-bit integers only.
#pragma once

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI {

/// Runs iterations [begin, end) of a parallel loop as worker `worker` (0 … workers-1); no two
/// calls with the same worker overlap in time.
using parallel_body = void (*)(void* context, index_t begin, index_t end, index_t worker);

/// Runs `body` over [0, extent) in pieces, on any threads, and returns when all are done.
using parallel_for_function = void (*)(void* executor, index_t extent, parallel_body body,
                                       void* context);

/// The arguments of one run of a kernel.
struct kernel_call {
  void* const* arguments;     ///< first element of each tensor argument, in order
  const index_t* parameters;  ///< value of each integer parameter, in order
  unsigned char* workspace;   ///< 64-byte aligned: the shared part, then a part for each worker
  index_t workspace_bytes;    ///< size of the shared part
  index_t worker_bytes;       ///< size of each worker's part
  void* executor;             ///< handed to `parallel_for`
  parallel_for_function parallel_for;
};

}  // namespace tenon::inline TENON_ABI
