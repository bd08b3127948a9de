// oneDNN through its C interface, so that one source serves versions 2 and 3. A plain float product
// goes to dnnl_sgemm, its quickest door; an epilogue needs the matmul primitive with
// post-operations, which BENCH_ONEDNN_PRIMITIVE takes for plain products too. BENCH_ONEDNN_BYTES: A of
// uint8, B of int8, C of int32. BENCH_ONEDNN_BF16: A and B of bfloat16.
#include <oneapi/dnnl/dnnl.h>

#include <cstdint>
#include <cstdio>
#include <new>

#include "matmul.h"

namespace {

constexpr bool always_primitive =
#ifdef BENCH_ONEDNN_PRIMITIVE
    true;
#else
    false;
#endif

#if defined(BENCH_ONEDNN_BYTES)
constexpr dnnl_data_type_t left = dnnl_u8, right = dnnl_s8, result = dnnl_s32;
#elif defined(BENCH_ONEDNN_BF16)
constexpr dnnl_data_type_t left = dnnl_bf16, right = dnnl_bf16, result = dnnl_f32;
#else
constexpr dnnl_data_type_t left = dnnl_f32, right = dnnl_f32, result = dnnl_f32;
#endif

// A plain matrix; its transposition is a matter of strides.
dnnl_memory_desc_t describe(dnnl_data_type_t type, std::int64_t rows, std::int64_t columns,
                            bool transposed) {
  const dnnl_dims_t extents = {rows, columns};
  const dnnl_dims_t plain = {columns, 1}, swapped = {1, rows};
  dnnl_memory_desc_t made{};
#if DNNL_VERSION_MAJOR >= 3
  dnnl_memory_desc_create_with_strides(&made, 2, extents, type, transposed ? swapped : plain);
#else
  dnnl_memory_desc_init_by_strides(&made, 2, extents, type, transposed ? swapped : plain);
#endif
  return made;
}

#if DNNL_VERSION_MAJOR >= 3
using descriptor = const_dnnl_memory_desc_t;
descriptor handle_of(const dnnl_memory_desc_t& d) { return d; }
#else
using descriptor = const dnnl_memory_desc_t*;
descriptor handle_of(const dnnl_memory_desc_t& d) { return &d; }
#endif

struct prepared_matmul {
  bench_matmul problem{};
  dnnl_engine_t engine = nullptr;
  dnnl_stream_t stream = nullptr;
  dnnl_primitive_t primitive = nullptr;
  dnnl_exec_arg_t arguments[4] = {};
  int argument_count = 0;

  bool bind(int position, const dnnl_memory_desc_t& d, const void* data) {
    dnnl_memory_t memory = nullptr;
    if (dnnl_memory_create(&memory, handle_of(d), engine, const_cast<void*>(data)) != dnnl_success) {
      return false;
    }
    arguments[argument_count++] = {position, memory};
    return true;
  }

  bool make_primitive() {
    const bench_matmul& p = problem;
    if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) return false;
    if (dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) != dnnl_success) return false;
    const dnnl_memory_desc_t a = describe(left, p.m, p.k, p.a_transposed);
    const dnnl_memory_desc_t b = describe(right, p.k, p.n, p.b_transposed);
    const dnnl_memory_desc_t c = describe(result, p.m, p.n, false);
    const dnnl_memory_desc_t bias = p.bias_relu ? describe(result, 1, p.n, false) : dnnl_memory_desc_t{};
    dnnl_primitive_attr_t attributes = nullptr;
    dnnl_post_ops_t after = nullptr;
    dnnl_primitive_attr_create(&attributes);
    dnnl_post_ops_create(&after);
    dnnl_primitive_desc_t chosen = nullptr;
#if DNNL_VERSION_MAJOR >= 3
    if (p.bias_relu) dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0);
    dnnl_primitive_attr_set_post_ops(attributes, after);
    if (dnnl_matmul_primitive_desc_create(&chosen, engine, a, b, p.bias_relu ? bias : nullptr, c,
                                          attributes) != dnnl_success) {
      return false;
    }
#else
    if (p.bias_relu) dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_relu, 0, 0);
    dnnl_primitive_attr_set_post_ops(attributes, after);
    dnnl_matmul_desc_t operation;
    dnnl_matmul_desc_init(&operation, &a, &b, p.bias_relu ? &bias : nullptr, &c);
    if (dnnl_primitive_desc_create(&chosen, &operation, attributes, engine, nullptr) !=
        dnnl_success) {
      return false;
    }
#endif
    if (dnnl_primitive_create(&primitive, chosen) != dnnl_success) return false;
    return bind(DNNL_ARG_SRC, a, p.a) && bind(DNNL_ARG_WEIGHTS, b, p.b) &&
           (!p.bias_relu || bind(DNNL_ARG_BIAS, bias, p.bias)) && bind(DNNL_ARG_DST, c, p.c);
  }
};

}  // namespace

extern "C" {

void* bench_matmul_prepare(const bench_matmul* problem) {
  if (problem->is_double) return nullptr;
  auto* made = new (std::nothrow) prepared_matmul;
  if (made == nullptr) return nullptr;
  made->problem = *problem;
  if (!problem->bias_relu && !always_primitive) return made;
  return made->make_primitive() ? made : nullptr;
}

void bench_matmul_run(void* prepared) {
  const prepared_matmul& made = *static_cast<const prepared_matmul*>(prepared);
  const bench_matmul& p = made.problem;
  if (made.primitive == nullptr) {
    dnnl_sgemm(p.a_transposed ? 'T' : 'N', p.b_transposed ? 'T' : 'N', p.m, p.n, p.k, 1.0F,
               static_cast<const float*>(p.a), p.a_transposed ? p.m : p.k,
               static_cast<const float*>(p.b), p.b_transposed ? p.k : p.n, 0.0F,
               static_cast<float*>(p.c), p.n);
    return;
  }
  dnnl_primitive_execute(made.primitive, made.stream, made.argument_count, made.arguments);
  dnnl_stream_wait(made.stream);
}

const char* bench_matmul_version() {
  static char text[32];
  const dnnl_version_t* v = dnnl_version();
  std::snprintf(text, sizeof text, "%d.%d.%d", v->major, v->minor, v->patch);
  return text;
}
}
