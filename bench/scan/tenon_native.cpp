// Tenon's kernels by the C++ compiler.
#include <tenon/kernel/kernel.hpp>

#include "description.hpp"
#include "run.hpp"

namespace {

using namespace lstm;

template <auto Description, int Steps, int Index = 0>
bench::runner make(const operands& o) {
  if constexpr (Index == std::size(sizes)) {
    return {};
  } else {
    constexpr int n = sizes[Index];
    if (o.n != n) return make<Description, Steps, Index + 1>(o);
    return run_on(o, std::make_shared<tenon::kernel<Description, Steps, n>>());
  }
}

template <auto Description>
bench::runner make_any(const operands& o) {
  static_assert(std::size(steps) == 2);
  return o.t == steps[0] ? make<Description, steps[0]>(o) : make<Description, steps[1]>(o);
}

}  // namespace

bench::runner lstm::native(const operands& o) { return make_any<layer<true>>(o); }
bench::runner lstm::native_unfused(const operands& o) { return make_any<layer<false>>(o); }
