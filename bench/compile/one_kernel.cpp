// needs: tenon/tenon.hpp
// One small kernel.
#include <tenon/tenon.hpp>

#include "kernels.hpp"

void run(const tenon::view<float>& a, const tenon::view<float>& b, const tenon::view<float>& c) {
  tenon::kernel<compile_cost::small<0>{}, 250, 500>()(a, b, c);
}
