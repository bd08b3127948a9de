// Runs a Tenon kernel, of either kind, on operands.
#pragma once

#include <memory>

#include <tenon/runtime/view.hpp>

#include "tenon.hpp"

namespace lstm {

template <class Kernel>
bench::runner run_on(const operands& o, std::shared_ptr<Kernel> kernel) {
  using tenon::view;
  const view<const float> x(o.x.data(), {o.t, o.n}), w(o.w.data(), {o.n, 4 * o.n}),
      u(o.u.data(), {o.n, 4, o.n}), bias(o.bias.data(), {4, o.n}), h0(o.h0.data(), {o.n}),
      c0(o.c0.data(), {o.n});
  const view<float> h(o.h.data(), {o.t + 1, o.n}), c(o.c.data(), {o.t + 1, o.n});
  return [=] { (*kernel)(u, x, w, bias, h0, c0, h, c); };
}

}  // namespace lstm
