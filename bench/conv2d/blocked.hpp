// Tenon's own layout, for the runs that may keep to it.
#pragma once

#include <tenon/jit.hpp>
#include <tenon/runtime/tensor.hpp>

namespace conv2d {

/// Activations in blocks of channels, and back.
struct blocked {
  blocked(tenon::index_t channels, tenon::index_t size)
      : block(tenon::compiled_target().lanes(tenon::element::f32)),
        memory(1, tenon::ceil_div(channels, block), size, size, block) {}

  /// Calls copy(element here, its offset in the plain layout) for each element.
  template <class Copy>
  void each(tenon::index_t channels, tenon::index_t size, const Copy& copy) {
    for (tenon::index_t c = 0; c < channels; ++c) {
      for (tenon::index_t i = 0; i < size * size; ++i)
        copy(memory.data()[((c / block) * size * size + i) * block + c % block],
             c * size * size + i);
    }
  }

  tenon::index_t block;
  tenon::tensor<float> memory;
};

}  // namespace conv2d
