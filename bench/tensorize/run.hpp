// Runs a Tenon kernel, of either kind, on operands.
#pragma once

#include <memory>

#include <tenon/runtime/view.hpp>

#include "tenon.hpp"

namespace bytes {

template <class Kernel>
bench::runner run_on(const operands& o, std::shared_ptr<Kernel> kernel) {
  const tenon::view<const std::uint8_t> a(o.a.data(), {o.n, o.n});
  const tenon::view<const std::int8_t> b(o.b.data(), {o.n, o.n});
  const tenon::view<std::int32_t> c(o.c.data(), {o.n, o.n});
  return [=] { (*kernel)(a, b, c); };
}

}  // namespace bytes
