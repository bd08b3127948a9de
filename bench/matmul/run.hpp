// Runs a Tenon kernel, of either kind, on the operands of a case.
#pragma once

#include <memory>

#include <tenon/runtime/view.hpp>

#include "tenon.hpp"

namespace matmul {

/// A runner that calls `kernel` with views of the operands.
template <class T, class Kernel>
bench::runner run_on(const operands& o, std::shared_ptr<Kernel> kernel) {
  const problem& p = o.shape();
  const auto a = p.a_transposed ? tenon::view<const T>(o.a<T>(), {p.k, p.m})
                                : tenon::view<const T>(o.a<T>(), {p.m, p.k});
  const auto b = p.b_transposed ? tenon::view<const T>(o.b<T>(), {p.n, p.k})
                                : tenon::view<const T>(o.b<T>(), {p.k, p.n});
  const tenon::view<T> c(o.c<T>(), {p.m, p.n});
  if (!p.bias_relu) return [=] { (*kernel)(a, b, c); };
  const tenon::view<const T> bias(o.bias<T>(), {p.n});
  return [=] { (*kernel)(a, b, bias, c); };
}

}  // namespace matmul
