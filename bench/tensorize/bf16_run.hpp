// The product of bfloat16 as a Tenon description, and its kernels on operands.
#pragma once

#include <memory>

#include <tenon/hardware/tile_dot.hpp>
#include <tenon/kernel/describe.hpp>
#include <tenon/runtime/view.hpp>

#include "bf16.hpp"

namespace bf16 {

/// The machine's dot products.
inline constexpr auto product = [](const tenon::context& c, tenon::extent m, tenon::extent n,
                                   tenon::extent k) {
  using namespace tenon;
  const axis i("i", m), j("j", n), r("r", k);
  return dot_product(input<bfloat16>("A", m, k), input<bfloat16>("B", k, n), i, j, r, c.machine);
};

template <class Kernel>
bench::runner run_on(const operands& o, std::shared_ptr<Kernel> kernel) {
  const auto* const left = reinterpret_cast<const tenon::bfloat16*>(o.a.data());
  const auto* const right = reinterpret_cast<const tenon::bfloat16*>(o.b.data());
  const tenon::view<const tenon::bfloat16> a(left, {o.n, o.n}), b(right, {o.n, o.n});
  const tenon::view<float> c(o.c.data(), {o.n, o.n});
  return [=] { (*kernel)(a, b, c); };
}

}  // namespace bf16
