/* The C interface that every wrapped convolution has: one small shared object a library, loaded
 * with RTLD_LOCAL, so that several versions of one library live in one process. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A convolution of float: y = x * w + bias, and where `relu` is not 0 the greater of that and 0.
 * Plain layouts, dense and row-major: x (n, ic, ih, iw), w (groups, oc / groups, ic / groups, kh,
 * kw), bias (oc) or NULL, and y (n, oc, oh, ow), where oh = (pad_top + ih + pad_bottom - kh) /
 * stride_h + 1, and ow likewise. */
typedef struct {
  int64_t n, ic, ih, iw, oc, kh, kw;
  int64_t stride_h, stride_w;
  int64_t pad_top, pad_left, pad_bottom, pad_right;
  int64_t groups;
  const float* x;
  const float* w;
  const float* bias;
  float* y;
  int relu;
  int plain; /* whether a run begins with the plain x and ends with the plain y */
} bench_conv2d;

/* Makes whatever may be made once for given sizes and weights, which are constants of a model: also
 * another layout of them. Without `plain`, x too is brought into the layout that the library likes
 * best. NULL when the library can't do it. */
void* bench_conv2d_prepare(const bench_conv2d* problem);

/* Computes the result, on the calling thread alone; without `plain`, in the library's layout. */
void bench_conv2d_run(void* prepared);

/* Brings the result of the last run into y, unless it is there already. */
void bench_conv2d_finish(void* prepared);

/* The version of the library, as it says it itself. */
const char* bench_conv2d_version(void);

#ifdef __cplusplus
}
#endif
