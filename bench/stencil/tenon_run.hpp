// Runs a kernel of the pipeline, native or LLVM's, on a picture.
#pragma once

#include <memory>
#include <utility>

#include "description.hpp"

#include <tenon/runtime/thread_pool.hpp>

namespace stencil {

/// Calls `kernel` on the picture with as many threads as it may use.
template <class Kernel> bench::runner run_on(const picture& p, std::shared_ptr<Kernel> kernel) {
  const tenon::view<const std::uint8_t> rgb(p.rgb, {3, height, width});
  const tenon::view<std::uint8_t> edges(p.edges, {edges_height, edges_width});
  auto threads = std::make_shared<tenon::thread_pool>(p.threads);
  return [=] {
    tenon::call_options options;
    options.threads = threads.get();
    kernel->run(options, rgb, edges);
  };
}

}  // namespace stencil
