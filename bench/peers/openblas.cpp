// OpenBLAS through its C interface: Debian's, or the one of a wheel, whose names have a prefix.
#include <cblas.h>

#include <new>

#include "bias_relu.hpp"

#ifdef BENCH_OPENBLAS_PREFIXED
#define BENCH_BLAS(name) scipy_##name
#else
#define BENCH_BLAS(name) name
#endif

extern "C" {

void* bench_matmul_prepare(const bench_matmul* problem) {
  BENCH_BLAS(openblas_set_num_threads)(1);
  return new (std::nothrow) bench_matmul(*problem);
}

void bench_matmul_run(void* prepared) {
  const bench_matmul& p = *static_cast<const bench_matmul*>(prepared);
  const auto ta = p.a_transposed ? CblasTrans : CblasNoTrans;
  const auto tb = p.b_transposed ? CblasTrans : CblasNoTrans;
  const int m = static_cast<int>(p.m), n = static_cast<int>(p.n), k = static_cast<int>(p.k);
  const int lda = p.a_transposed ? m : k, ldb = p.b_transposed ? k : n;
  if (p.is_double) {
    BENCH_BLAS(cblas_dgemm)(CblasRowMajor, ta, tb, m, n, k, 1.0, static_cast<const double*>(p.a),
                            lda, static_cast<const double*>(p.b), ldb, 0.0,
                            static_cast<double*>(p.c), n);
    if (p.bias_relu) add_bias_relu<double>(p);
  } else {
    BENCH_BLAS(cblas_sgemm)(CblasRowMajor, ta, tb, m, n, k, 1.0F, static_cast<const float*>(p.a),
                            lda, static_cast<const float*>(p.b), ldb, 0.0F,
                            static_cast<float*>(p.c), n);
    if (p.bias_relu) add_bias_relu<float>(p);
  }
}

const char* bench_matmul_version() { return BENCH_BLAS(openblas_get_config)(); }
}
