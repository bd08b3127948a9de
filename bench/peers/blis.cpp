// BLIS through its typed interface, which takes row-major matrices by their strides.
#include <blis.h>

#include <new>

#include "bias_relu.hpp"

extern "C" {

void* bench_matmul_prepare(const bench_matmul* problem) {
  bli_thread_set_num_threads(1);
  return new (std::nothrow) bench_matmul(*problem);
}

void bench_matmul_run(void* prepared) {
  const bench_matmul& p = *static_cast<const bench_matmul*>(prepared);
  // Strides of rows and columns of the matrix as it is multiplied: a transposition is a swap.
  const inc_t rsa = p.a_transposed ? 1 : p.k, csa = p.a_transposed ? p.m : 1;
  const inc_t rsb = p.b_transposed ? 1 : p.n, csb = p.b_transposed ? p.k : 1;
  if (p.is_double) {
    double one = 1, zero = 0;
    bli_dgemm(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, p.m, p.n, p.k, &one,
              static_cast<double*>(const_cast<void*>(p.a)), rsa, csa,
              static_cast<double*>(const_cast<void*>(p.b)), rsb, csb, &zero,
              static_cast<double*>(p.c), p.n, 1);
    if (p.bias_relu) add_bias_relu<double>(p);
  } else {
    float one = 1, zero = 0;
    bli_sgemm(BLIS_NO_TRANSPOSE, BLIS_NO_TRANSPOSE, p.m, p.n, p.k, &one,
              static_cast<float*>(const_cast<void*>(p.a)), rsa, csa,
              static_cast<float*>(const_cast<void*>(p.b)), rsb, csb, &zero,
              static_cast<float*>(p.c), p.n, 1);
    if (p.bias_relu) add_bias_relu<float>(p);
  }
}

const char* bench_matmul_version() { return bli_info_get_version_str(); }
}
