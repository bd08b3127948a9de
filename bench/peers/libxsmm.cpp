// libxsmm: one kernel generated for the whole product. Row-major C = A · B is column-major
// Cᵀ = Bᵀ · Aᵀ, so the operands change places; it generates nothing for most transpositions.
#include <libxsmm.h>

#include <new>

#include "bias_relu.hpp"

namespace {

struct prepared_matmul {
  bench_matmul problem;
  libxsmm_smmfunction f;
  libxsmm_dmmfunction d;
};

}  // namespace

extern "C" {

void* bench_matmul_prepare(const bench_matmul* problem) {
  const bench_matmul& p = *problem;
  const libxsmm_blasint m = static_cast<libxsmm_blasint>(p.m);
  const libxsmm_blasint n = static_cast<libxsmm_blasint>(p.n);
  const libxsmm_blasint k = static_cast<libxsmm_blasint>(p.k);
  const libxsmm_blasint lda = p.b_transposed ? k : n, ldb = p.a_transposed ? m : k;
  const int flags = (p.b_transposed ? LIBXSMM_GEMM_FLAG_TRANS_A : LIBXSMM_GEMM_FLAG_NONE) |
                    (p.a_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE);
  libxsmm_init();
  prepared_matmul made{p, nullptr, nullptr};
  if (p.is_double) {
    const double one = 1, zero = 0;
    made.d = libxsmm_dmmdispatch(n, m, k, &lda, &ldb, &n, &one, &zero, &flags, nullptr);
  } else {
    const float one = 1, zero = 0;
    made.f = libxsmm_smmdispatch(n, m, k, &lda, &ldb, &n, &one, &zero, &flags, nullptr);
  }
  if (made.f == nullptr && made.d == nullptr) return nullptr;
  return new (std::nothrow) prepared_matmul(made);
}

void bench_matmul_run(void* prepared) {
  const prepared_matmul& made = *static_cast<const prepared_matmul*>(prepared);
  const bench_matmul& p = made.problem;
  if (p.is_double) {
    made.d(static_cast<const double*>(p.b), static_cast<const double*>(p.a),
           static_cast<double*>(p.c));
    if (p.bias_relu) add_bias_relu<double>(p);
  } else {
    made.f(static_cast<const float*>(p.b), static_cast<const float*>(p.a),
           static_cast<float*>(p.c));
    if (p.bias_relu) add_bias_relu<float>(p);
  }
}

const char* bench_matmul_version() { return LIBXSMM_VERSION; }
}
