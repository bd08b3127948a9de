// Runs the layer operator by operator: each is a kernel that writes its result to memory. Every
// call checks its arguments, as calls of kernels do: with few cells, most of what fusion saves.
#pragma once

#include <algorithm>
#include <memory>
#include <span>

#include "operators.hpp"
#include "packed_weights.hpp"
#include "tenon.hpp"

namespace lstm {

/// The same elements, the first dimension from its end to its start.
template <class T>
tenon::view<T> backwards(const tenon::view<T>& v) {
  tenon::index_t strides[tenon::argument::max_rank];
  std::copy_n(v.strides().data(), v.rank(), strides);
  strides[0] = -strides[0];
  return {v.data() + (v.extent(0) - 1) * v.stride(0), v.extents(), {strides, v.strides().size()}};
}

/// The kernels of all operators, and what they write: made once, before anything is timed.
template <template <auto, tenon::size...> class Kernel, int Steps, int Cells>
class operator_by_operator {
 public:
  explicit operator_by_operator(const operands& o) : o_(o), weights_(o) {}

  void run() {
    inputs_(o_.x, weights_.w, x_);
    for (int t = 0; t < Steps; ++t) step(t);
  }

 private:
  static constexpr tenon::index_t tile = tile_of(tenon::compiled_target()), tiles = Cells / tile;
  static constexpr bool turning = turns(tenon::compiled_target(), Steps, Cells);

  template <class T>
  static std::span<T> row(T* of, int number, std::size_t width = Cells) {
    return {of + number * width, width};
  }
  tenon::view<float> tiles_of_a() {
    return {a_.data(), {tiles, 1, 4, tile}, {tile, 4 * Cells, Cells, 1}};
  }

  // Over the tiles to and fro, as the fused layer's loop over them turns.
  void multiply_state(int t, std::span<const float> h) {
    const tenon::view<const float> u(weights_.u);
    if (turning && t % 2 == 1)
      state_(backwards(u), h, backwards(tiles_of_a()));
    else
      state_(u, h, tiles_of_a());
  }

  void step(int t) {
    const auto h = row<const float>(t == 0 ? o_.h0.data() : o_.h.data(), t);
    const auto c = row<const float>(t == 0 ? o_.c0.data() : o_.c.data(), t);
    const auto c1 = row(o_.c.data(), t + 1);
    const auto z = [&](int gate) { return row(z_.data(), gate); };
    multiply_state(t, h);
    add_gates_(a_, row(x_.data(), t, 4 * Cells), sum_);
    add_gates_(sum_, o_.bias, z_);
    sigmoid_(z(0), in_);
    sigmoid_(z(1), forget_);
    tanh_(z(2), candidate_);
    sigmoid_(z(3), out_);
    multiply_(forget_, c, kept_);
    multiply_(in_, candidate_, added_);
    add_(kept_, added_, c1);
    tanh_(c1, lit_);
    multiply_(out_, lit_, row(o_.h.data(), t + 1));
  }

  const operands& o_;
  const packed_weights weights_;
  const Kernel<operators::inputs, Steps, Cells> inputs_;
  const Kernel<operators::state, Cells> state_;
  const Kernel<operators::add, 4 * Cells> add_gates_;
  const Kernel<operators::add, Cells> add_;
  const Kernel<operators::multiply, Cells> multiply_;
  const Kernel<operators::sigmoid, Cells> sigmoid_;
  const Kernel<operators::tanh, Cells> tanh_;
  using buffer = tenon::tensor<float>;
  buffer x_{Steps, 4 * Cells};
  buffer a_{4 * Cells}, sum_{4 * Cells}, z_{4 * Cells};
  buffer in_{Cells}, forget_{Cells}, candidate_{Cells}, out_{Cells};
  buffer kept_{Cells}, added_{Cells}, lit_{Cells};
};

template <template <auto, tenon::size...> class Kernel, int Steps, int Cells>
bench::runner run_operators(const operands& o) {
  auto layer = std::make_shared<operator_by_operator<Kernel, Steps, Cells>>(o);
  return [=] { layer->run(); };
}

}  // namespace lstm
