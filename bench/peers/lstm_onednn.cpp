// oneDNN's lstm_forward for inference through its C interface, so that one source serves versions 2
// and 3. The layout of the weights is the library's choice; they are brought into it once.
#include <oneapi/dnnl/dnnl.h>

#include <cstdint>
#include <cstdio>
#include <new>

#include "lstm.h"
#include "onednn_description.hpp"

namespace {

struct prepared_lstm {
  dnnl_engine_t engine = nullptr;
  dnnl_stream_t stream = nullptr;
  dnnl_primitive_t primitive = nullptr;
  dnnl_primitive_desc_t chosen = nullptr;
  dnnl_exec_arg_t arguments[10] = {};
  int argument_count = 0;

  bool bind(int position, descriptor d, const void* data) {
    dnnl_memory_t memory = nullptr;
    if (dnnl_memory_create(&memory, d, engine, const_cast<void*>(data)) != dnnl_success)
      return false;
    arguments[argument_count++] = {position, memory};
    return true;
  }

  // Binds weights in the layout that the primitive asks for.
  bool bind_weights(int position, int index, descriptor plain, const float* data) {
    const descriptor wanted = dnnl_primitive_desc_query_md(chosen, dnnl_query_weights_md, index);
    if (!bind(position, wanted, DNNL_MEMORY_ALLOCATE)) return false;
    dnnl_memory_t from = nullptr;
    if (dnnl_memory_create(&from, plain, engine, const_cast<float*>(data)) != dnnl_success)
      return false;
    dnnl_primitive_desc_t how = nullptr;
    dnnl_primitive_t reorder = nullptr;
    if (dnnl_reorder_primitive_desc_create(&how, plain, engine, wanted, engine, nullptr) !=
            dnnl_success ||
        dnnl_primitive_create(&reorder, how) != dnnl_success) {
      return false;
    }
    const dnnl_exec_arg_t both[] = {{DNNL_ARG_FROM, from},
                                    {DNNL_ARG_TO, arguments[argument_count - 1].memory}};
    const bool done = dnnl_primitive_execute(reorder, stream, 2, both) == dnnl_success &&
                      dnnl_stream_wait(stream) == dnnl_success;
    dnnl_primitive_destroy(reorder);
    dnnl_primitive_desc_destroy(how);
    dnnl_memory_destroy(from);
    return done;
  }

  bool make(const bench_lstm& p) {
    if (dnnl_engine_create(&engine, dnnl_cpu, 0) != dnnl_success) return false;
    if (dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) != dnnl_success)
      return false;
    const made_descriptor layer = describe({p.steps, 1, p.n});
    const made_descriptor iter = describe({1, 1, 1, p.n});
    const made_descriptor plain = describe({1, 1, p.n, 4, p.n});
    const made_descriptor any = describe({1, 1, p.n, 4, p.n}, true);
    const made_descriptor bias = describe({1, 1, 4, p.n});
    const descriptor l = handle_of(layer), i = handle_of(iter), w = handle_of(any);
#if DNNL_VERSION_MAJOR >= 3
    if (dnnl_lstm_forward_primitive_desc_create(&chosen, engine, dnnl_forward_inference,
                                                dnnl_unidirectional_left2right, l, i, i, w, w,
                                                nullptr, nullptr, handle_of(bias), l, i, i,
                                                dnnl_rnn_flags_undef, nullptr) != dnnl_success) {
      return false;
    }
#else
    dnnl_rnn_desc_t operation;
    if (dnnl_lstm_forward_desc_init(&operation, dnnl_forward_inference,
                                    dnnl_unidirectional_left2right, l, i, i, w, w, handle_of(bias),
                                    l, i, i, dnnl_rnn_flags_undef) != dnnl_success ||
        dnnl_primitive_desc_create(&chosen, &operation, nullptr, engine, nullptr) != dnnl_success) {
      return false;
    }
#endif
    if (dnnl_primitive_create(&primitive, chosen) != dnnl_success) return false;
    return bind(DNNL_ARG_SRC_LAYER, l, p.x) && bind(DNNL_ARG_SRC_ITER, i, p.h0) &&
           bind(DNNL_ARG_SRC_ITER_C, i, p.c0) &&
           bind_weights(DNNL_ARG_WEIGHTS_LAYER, 0, handle_of(plain), p.w) &&
           bind_weights(DNNL_ARG_WEIGHTS_ITER, 1, handle_of(plain), p.u) &&
           bind(DNNL_ARG_BIAS, handle_of(bias), p.bias) && bind(DNNL_ARG_DST_LAYER, l, p.h) &&
           bind(DNNL_ARG_DST_ITER, i, DNNL_MEMORY_ALLOCATE) && bind(DNNL_ARG_DST_ITER_C, i, p.c);
  }
};

}  // namespace

extern "C" {

void* bench_lstm_prepare(const bench_lstm* problem) {
  auto* made = new (std::nothrow) prepared_lstm;
  return made != nullptr && made->make(*problem) ? made : nullptr;
}

void bench_lstm_run(void* prepared) {
  const prepared_lstm& made = *static_cast<const prepared_lstm*>(prepared);
  dnnl_primitive_execute(made.primitive, made.stream, made.argument_count, made.arguments);
  dnnl_stream_wait(made.stream);
}

const char* bench_lstm_version() {
  static char text[32];
  const dnnl_version_t* v = dnnl_version();
  std::snprintf(text, sizeof text, "%d.%d.%d", v->major, v->minor, v->patch);
  return text;
}
}
