/* The C interface that every wrapped LSTM layer has: one small shared object a library, loaded with
 * RTLD_LOCAL, so that several versions of one library live in one process. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A layer of `steps` steps over inputs x (steps, n) and a state of n cells, batch 1, float. Weights
 * of the input w and of the state u are (n, 4, n): what they multiply, gate, cell. The gates are
 * input, forget, candidate, output, as is the bias (4, n); h0 and c0 (n) are the state to start from.
 * Results: h (steps, n) after each step, and c (n) after the last. */
typedef struct {
  int64_t steps, n;
  const float* x;
  const float* w;
  const float* u;
  const float* bias;
  const float* h0;
  const float* c0;
  float* h;
  float* c;
} bench_lstm;

/* Makes whatever may be made once for given sizes and weights, which are constants of a model: also
 * another layout of them. NULL when the library can't do it. */
void* bench_lstm_prepare(const bench_lstm* problem);

/* Computes h and c, on the calling thread alone. */
void bench_lstm_run(void* prepared);

/* The version of the library, as it says it itself. */
const char* bench_lstm_version(void);

#ifdef __cplusplus
}
#endif
