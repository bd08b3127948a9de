// Tenon's kernels by the C++ compiler.
#include <tenon/kernel/kernel.hpp>

#include "run.hpp"
#include "run_operators.hpp"

namespace {

using namespace lstm;

template <auto Description>
bench::runner make(const operands& o) {
  return for_sizes(o, [&]<int Steps, int Cells> {
    return run_on(o, std::make_shared<tenon::kernel<Description, Steps, Cells>>());
  });
}

}  // namespace

bench::runner lstm::native(const operands& o) { return make<layer<true>>(o); }
bench::runner lstm::native_stages(const operands& o) { return make<layer<false>>(o); }
bench::runner lstm::native_operators(const operands& o) {
  return for_sizes(
      o, [&]<int Steps, int Cells> { return run_operators<tenon::kernel, Steps, Cells>(o); });
}
