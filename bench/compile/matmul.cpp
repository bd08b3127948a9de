// needs: tenon/tenon.hpp
// A scheduled matrix product.
#include <tenon/tenon.hpp>

#include "kernels.hpp"

void run(const tenon::view<float>& a, const tenon::view<float>& b, const tenon::view<float>& c) {
  tenon::kernel<compile_cost::product, 512, 512, 512>()(a, b, c);
}
