// The best Halide schedules, compiled ahead of time by halide_generate.
#include "pipeline.hpp"

#ifdef BENCH_HALIDE
#include <HalideBuffer.h>

#include <memory>

#include "stencil_halide_1.h"
#include "stencil_halide_2.h"

namespace {

// On one thread: a pool that was once given two keeps its second worker, whatever the number of
// threads is set to afterwards.
int serially(void* user, halide_task_t task, int first, int count, std::uint8_t* closure) {
  for (int i = first; i < first + count; ++i) {
    if (const int failed = task(user, i, closure); failed != 0) return failed;
  }
  return 0;
}

}  // namespace

bench::runner stencil::prepare_halide(const picture& p) {
  using buffer = Halide::Runtime::Buffer<std::uint8_t>;
  auto rgb = std::make_shared<buffer>(const_cast<std::uint8_t*>(p.rgb), width, height, 3);
  auto edges = std::make_shared<buffer>(p.edges, edges_width, edges_height);
  const int threads = p.threads;
  return [=] {
    halide_set_num_threads(threads);
    halide_set_custom_do_par_for(threads == 1 ? serially : halide_default_do_par_for);
    if (threads == 1) {
      stencil_halide_1(rgb->raw_buffer(), edges->raw_buffer());
    } else {
      stencil_halide_2(rgb->raw_buffer(), edges->raw_buffer());
    }
  };
}
#else
bench::runner stencil::prepare_halide(const picture&) { return {}; }
#endif
