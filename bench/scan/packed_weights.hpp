// The weights of a layer as Tenon's kernels read them, arranged once, as the peers arrange theirs.
#pragma once

#include "cases.hpp"
#include "description.hpp"

namespace lstm {

struct packed_weights {
  explicit packed_weights(const operands& o)
      : w(panels_of(o), o.n, width_of(o)), u(tiles_of(o), o.n, 4, tile) {
    for (tenon::index_t k = 0; k < o.n; ++k) {
      const float* const from_w = o.w.data() + k * 4 * o.n;
      const float* const from_u = o.u.data() + k * 4 * o.n;
      for (tenon::index_t q = 0; q < 4 * o.n; ++q) {
        const tenon::index_t gate = q / o.n, cell = q % o.n, width = width_of(o);
        w.data()[((q / width) * o.n + k) * width + q % width] = from_w[q];
        u.data()[(((cell / tile) * o.n + k) * 4 + gate) * tile + cell % tile] = from_u[q];
      }
    }
  }

  tenon::tensor<float> w;  ///< (panels of columns, inputs, columns of a panel)
  tenon::tensor<float> u;  ///< (tiles of cells, cells, gates, cells of a tile)

 private:
  static constexpr tenon::index_t tile = tile_of(tenon::compiled_target());
  static tenon::index_t width_of(const operands& o) {
    return input_tiles(tenon::compiled_target(), o.t, o.n).columns;
  }
  static tenon::index_t panels_of(const operands& o) {
    return tenon::ceil_div(tenon::index_t{4} * o.n, width_of(o));
  }
  static tenon::index_t tiles_of(const operands& o) {
    return tenon::ceil_div(tenon::index_t{o.n}, tile);
  }
};

}  // namespace lstm
