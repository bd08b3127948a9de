// needs: tenon/tenon.hpp
// Ten different kernels like that of one_kernel.cpp.
#include <tenon/tenon.hpp>

#include "kernels.hpp"

template <int Which>
void run_one(const tenon::view<float>& a, const tenon::view<float>& b,
             const tenon::view<float>& c) {
  tenon::kernel<compile_cost::small<Which>{}, 250, 500>()(a, b, c);
}
template <int... Which>
void run_all(const tenon::view<float>& a, const tenon::view<float>& b, const tenon::view<float>& c,
             std::integer_sequence<int, Which...>) {
  (run_one<Which>(a, b, c), ...);
}
void run(const tenon::view<float>& a, const tenon::view<float>& b, const tenon::view<float>& c) {
  run_all(a, b, c, std::make_integer_sequence<int, 10>());
}
