// Runs a Tenon kernel, of either kind, on operands.
#pragma once

#include <iterator>
#include <memory>
#include <utility>

#include <tenon/runtime/view.hpp>

#include "packed_weights.hpp"
#include "tenon.hpp"

namespace lstm {

template <class Kernel>
bench::runner run_on(const operands& o, std::shared_ptr<Kernel> kernel) {
  using tenon::view;
  const auto weights = std::make_shared<const packed_weights>(o);
  const view<const float> x(o.x.data(), {o.t, o.n}), bias(o.bias.data(), {4, o.n}),
      h0(o.h0.data(), {o.n}), c0(o.c0.data(), {o.n});
  const view<float> h(o.h.data(), {o.t + 1, o.n}), c(o.c.data(), {o.t + 1, o.n});
  return [=] { (*kernel)(weights->u, x, weights->w, bias, h0, c0, h, c); };
}

/// What `make` returns for the operands' steps and cells as constants.
template <class Make>
bench::runner for_sizes(const operands& o, const Make& make) {
  bench::runner made;
  const auto try_sizes = [&]<int Steps, int Cells> {
    if (o.t == Steps && o.n == Cells) made = make.template operator()<Steps, Cells>();
  };
  constexpr std::size_t count = std::size(sizes);
  const auto try_all = [&]<std::size_t... I>(std::index_sequence<I...>) {
    (try_sizes.template operator()<steps[I / count], sizes[I % count]>(), ...);
  };
  try_all(std::make_index_sequence<std::size(steps) * count>());
  return made;
}

}  // namespace lstm
