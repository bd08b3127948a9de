// needs: tenon/tenon.hpp
// The photograph's pipeline of bench/stencil, fused.
#include <tenon/tenon.hpp>

#include "kernels.hpp"

void run(const tenon::view<std::uint8_t>& rgb, const tenon::view<std::uint8_t>& edges) {
  tenon::kernel<compile_cost::pipeline, 4096, 4096>()(rgb, edges);
}
