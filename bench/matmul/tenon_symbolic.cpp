// Tenon's one native kernel for all sizes.
#include <tenon/kernel/kernel.hpp>

#include "description.hpp"
#include "run.hpp"

bench::runner matmul::prepare_native_symbolic(const operands& o) {
  const problem& p = o.shape();
  if (p.is_double || p.a_transposed || p.b_transposed || p.bias_relu) return {};
  using tenon::dynamic;
  using symbolic = tenon::kernel<product<float, false, false, false>{}, dynamic, dynamic, dynamic>;
  return run_on<float>(o, std::make_shared<symbolic>());
}
