/* The C interface that every wrapped matrix multiplication has: one small shared object a library,
 * loaded with RTLD_LOCAL, so that several versions of one library live in one process. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* C (m, n) = A (m, k) · B (k, n), row-major and contiguous; a transposed operand is stored as its
 * transpose, A as (k, m), B as (n, k). With `bias_relu`: C = max(0, A · B + bias), bias (n). */
typedef struct {
  int64_t m, n, k;
  int is_double;
  int a_transposed, b_transposed;
  int bias_relu;
  const void* a;
  const void* b;
  const void* bias;
  void* c;
} bench_matmul;

/* Makes whatever may be made once for given sizes and operands; NULL when the library can't do it.
 * Nothing that depends on the elements of A or B may be computed here. */
void* bench_matmul_prepare(const bench_matmul* problem);

/* Computes C, on the calling thread alone. */
void bench_matmul_run(void* prepared);

/* The version of the library, as it says it itself. */
const char* bench_matmul_version(void);

#ifdef __cplusplus
}
#endif
