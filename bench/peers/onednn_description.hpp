// How oneDNN's C interface describes memory, in versions 2 and 3.
#pragma once

#include <oneapi/dnnl/dnnl.h>

#include <cstdint>
#include <initializer_list>

#if DNNL_VERSION_MAJOR >= 3
using descriptor = const_dnnl_memory_desc_t;
using made_descriptor = dnnl_memory_desc_t;
inline descriptor handle_of(const made_descriptor& d) { return d; }
#else
using descriptor = const dnnl_memory_desc_t*;
using made_descriptor = dnnl_memory_desc_t;
inline descriptor handle_of(const made_descriptor& d) { return &d; }
#endif

// A dense tensor of floats in the order of its extents, or in any layout that the library likes.
inline made_descriptor describe(std::initializer_list<std::int64_t> extents, bool any = false) {
  dnnl_dims_t all = {}, strides = {};
  const int rank = static_cast<int>(extents.size());
  std::int64_t stride = 1;
  for (int d = rank - 1; d >= 0; --d) {
    all[d] = extents.begin()[d];
    strides[d] = stride;
    stride *= all[d];
  }
  made_descriptor made{};
#if DNNL_VERSION_MAJOR >= 3
  if (any) {
    dnnl_memory_desc_create_with_tag(&made, rank, all, dnnl_f32, dnnl_format_tag_any);
  } else {
    dnnl_memory_desc_create_with_strides(&made, rank, all, dnnl_f32, strides);
  }
#else
  if (any) {
    dnnl_memory_desc_init_by_tag(&made, rank, all, dnnl_f32, dnnl_format_tag_any);
  } else {
    dnnl_memory_desc_init_by_strides(&made, rank, all, dnnl_f32, strides);
  }
#endif
  return made;
}
