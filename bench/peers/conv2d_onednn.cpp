// oneDNN's convolution for inference through its C interface, so that one source serves versions 2
// and 3. The layouts are the library's choice, and the weights are brought into theirs once. Plain
// x and y can be had in two ways, with reorders around its choice or without: the faster one is
// taken.
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <new>
#include <utility>
#include <vector>

#include "conv2d.h"
#include "onednn_description.hpp"

namespace {

made_descriptor describe_x(const bench_conv2d& p, bool any = false) {
  return describe({p.n, p.ic, p.ih, p.iw}, any);
}

made_descriptor describe_w(const bench_conv2d& p, bool any = false) {
  if (p.groups == 1) return describe({p.oc, p.ic, p.kh, p.kw}, any);
  return describe({p.groups, p.oc / p.groups, p.ic / p.groups, p.kh, p.kw}, any);
}

made_descriptor describe_y(const bench_conv2d& p, bool any = false) {
  const std::int64_t oh = (p.pad_top + p.ih + p.pad_bottom - p.kh) / p.stride_h + 1;
  const std::int64_t ow = (p.pad_left + p.iw + p.pad_right - p.kw) / p.stride_w + 1;
  return describe({p.n, p.oc, oh, ow}, any);
}

dnnl_primitive_attr_t make_attributes(bool relu) {
  dnnl_primitive_attr_t attributes = nullptr;
  dnnl_post_ops_t after = nullptr;
  dnnl_primitive_attr_create(&attributes);
  dnnl_post_ops_create(&after);
#if DNNL_VERSION_MAJOR >= 3
  if (relu) dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0);
#else
  if (relu) dnnl_post_ops_append_eltwise(after, 1, dnnl_eltwise_relu, 0, 0);
#endif
  dnnl_primitive_attr_set_post_ops(attributes, after);
  dnnl_post_ops_destroy(after);
  return attributes;
}

// The library's choice of an implementation, for x and y plain or in any layout; nullptr where it
// has none.
dnnl_primitive_desc_t choose(const bench_conv2d& p, dnnl_engine_t engine, bool plain) {
  const made_descriptor any_x = describe_x(p, !plain), any_w = describe_w(p, true);
  const made_descriptor any_y = describe_y(p, !plain), plain_bias = describe({p.oc});
  const descriptor x = handle_of(any_x), w = handle_of(any_w), y = handle_of(any_y);
  const descriptor bias = p.bias == nullptr ? nullptr : handle_of(plain_bias);
  const dnnl_dims_t strides = {p.stride_h, p.stride_w};
  const dnnl_dims_t before = {p.pad_top, p.pad_left}, after = {p.pad_bottom, p.pad_right};
  const dnnl_primitive_attr_t attributes = make_attributes(p.relu != 0);
  dnnl_primitive_desc_t chosen = nullptr;
  for (const auto algorithm : {dnnl_convolution_auto, dnnl_convolution_direct}) {
#if DNNL_VERSION_MAJOR >= 3
    const dnnl_dims_t dilation = {0, 0};
    const bool made = dnnl_convolution_forward_primitive_desc_create(
                          &chosen, engine, dnnl_forward_inference, algorithm, x, w, bias, y,
                          strides, dilation, before, after, attributes) == dnnl_success;
#else
    dnnl_convolution_desc_t operation;
    const bool made =
        dnnl_convolution_forward_desc_init(&operation, dnnl_forward_inference, algorithm, x, w,
                                           bias, y, strides, before, after) == dnnl_success &&
        dnnl_primitive_desc_create(&chosen, &operation, attributes, engine, nullptr) ==
            dnnl_success;
#endif
    if (made) break;
    chosen = nullptr;
  }
  dnnl_primitive_attr_destroy(attributes);
  return chosen;
}

// A primitive with its arguments; without a primitive, nothing to do.
struct step {
  dnnl_primitive_t primitive = nullptr;
  dnnl_exec_arg_t arguments[4] = {};
  int argument_count = 0;

  void bind(int position, dnnl_memory_t memory) {
    arguments[argument_count++] = {position, memory};
  }
  void execute(dnnl_stream_t stream) const {
    if (primitive == nullptr) return;
    dnnl_primitive_execute(primitive, stream, argument_count, arguments);
  }
};

// One way to compute the result. `read` brings x into the layout that the convolution wants, and
// `write` brings the result into y.
struct way {
  dnnl_engine_t engine = nullptr;
  dnnl_stream_t stream = nullptr;
  step read, convolve, write;
  std::vector<dnnl_memory_t> memories;

  dnnl_memory_t allot(descriptor d, const void* data) {
    dnnl_memory_t memory = nullptr;
    if (dnnl_memory_create(&memory, d, engine, const_cast<void*>(data)) != dnnl_success)
      return nullptr;
    memories.push_back(memory);
    return memory;
  }

  bool make_reorder(step& made, descriptor from, dnnl_memory_t source, descriptor to,
                    dnnl_memory_t target) {
    dnnl_primitive_desc_t how = nullptr;
    if (source == nullptr || target == nullptr ||
        dnnl_reorder_primitive_desc_create(&how, from, engine, to, engine, nullptr) !=
            dnnl_success) {
      return false;
    }
    const bool done = dnnl_primitive_create(&made.primitive, how) == dnnl_success;
    dnnl_primitive_desc_destroy(how);
    made.bind(DNNL_ARG_FROM, source);
    made.bind(DNNL_ARG_TO, target);
    return done;
  }

  // Binds plain data as they are, or memory in the wanted layout, which `between` fills from them
  // or, for the result, empties into them.
  bool bind(int position, descriptor wanted, descriptor plain, const float* data, step& between) {
    const dnnl_memory_t given = allot(plain, data);
    if (dnnl_memory_desc_equal(wanted, plain) != 0) {
      convolve.bind(position, given);
      return given != nullptr;
    }
    const dnnl_memory_t inside = allot(wanted, DNNL_MEMORY_ALLOCATE);
    convolve.bind(position, inside);
    return position == DNNL_ARG_DST ? make_reorder(between, wanted, inside, plain, given)
                                    : make_reorder(between, plain, given, wanted, inside);
  }

  bool make(const bench_conv2d& p, bool plain) {
    const dnnl_primitive_desc_t chosen = choose(p, engine, plain);
    if (chosen == nullptr || dnnl_primitive_create(&convolve.primitive, chosen) != dnnl_success)
      return false;
    const auto wanted = [&](dnnl_query_t of) {
      return dnnl_primitive_desc_query_md(chosen, of, 0);
    };
    const made_descriptor plain_x = describe_x(p), plain_w = describe_w(p);
    const made_descriptor plain_y = describe_y(p), plain_bias = describe({p.oc});
    const descriptor x = handle_of(plain_x), w = handle_of(plain_w), y = handle_of(plain_y);
    const descriptor bias = handle_of(plain_bias);
    step arrange, none;
    if (!bind(DNNL_ARG_SRC, wanted(dnnl_query_src_md), x, p.x, read) ||
        !bind(DNNL_ARG_WEIGHTS, wanted(dnnl_query_weights_md), w, p.w, arrange) ||
        !bind(DNNL_ARG_DST, wanted(dnnl_query_dst_md), y, p.y, write) ||
        (p.bias != nullptr && !bind(DNNL_ARG_BIAS, bias, bias, p.bias, none))) {
      return false;
    }
    arrange.execute(stream);
    read.execute(stream);
    const bool done = dnnl_stream_wait(stream) == dnnl_success;
    dnnl_primitive_destroy(arrange.primitive);
    dnnl_primitive_desc_destroy(chosen);
    return done;
  }

  void run_from_plain() const {
    read.execute(stream);
    convolve.execute(stream);
    write.execute(stream);
    dnnl_stream_wait(stream);
  }

  double seconds() const {
    using clock = std::chrono::steady_clock;
    const auto start = clock::now();
    run_from_plain();
    return std::chrono::duration<double>(clock::now() - start).count();
  }

  void destroy() {
    for (const step* s : {&read, &convolve, &write}) dnnl_primitive_destroy(s->primitive);
    for (const dnnl_memory_t memory : memories) dnnl_memory_destroy(memory);
  }
};

// Whether the quickest of some runs of `a` beats that of `b`. They take turns, so that both meet
// the same machine; the first turn warms up.
bool is_faster(const way& a, const way& b) {
  double least_a = INFINITY, least_b = INFINITY;
  for (int turn = 0; turn < 10; ++turn) {
    const double of_a = a.seconds(), of_b = b.seconds();
    if (turn == 0) continue;
    least_a = std::min(least_a, of_a);
    least_b = std::min(least_b, of_b);
  }
  return least_a < least_b;
}

struct prepared_conv2d {
  way taken;
  bool plain = false;

  bool make(const bench_conv2d& p) {
    plain = p.plain != 0;
    way fresh;
    if (dnnl_engine_create(&fresh.engine, dnnl_cpu, 0) != dnnl_success) return false;
    if (dnnl_stream_create(&fresh.stream, fresh.engine, dnnl_stream_default_flags) != dnnl_success)
      return false;
    taken = fresh;
    const bool made = taken.make(p, false);
    if (!plain) return made;
    way direct = fresh;
    if (!direct.make(p, true)) return made;
    if (!made || is_faster(direct, taken)) std::swap(taken, direct);
    direct.destroy();
    return true;
  }
};

}  // namespace

extern "C" {

void* bench_conv2d_prepare(const bench_conv2d* problem) {
  auto* made = new (std::nothrow) prepared_conv2d;
  return made != nullptr && made->make(*problem) ? made : nullptr;
}

void bench_conv2d_run(void* prepared) {
  const prepared_conv2d& made = *static_cast<const prepared_conv2d*>(prepared);
  if (made.plain) return made.taken.run_from_plain();
  made.taken.convolve.execute(made.taken.stream);
  dnnl_stream_wait(made.taken.stream);
}

void bench_conv2d_finish(void* prepared) {
  const prepared_conv2d& made = *static_cast<const prepared_conv2d*>(prepared);
  if (made.plain) return;
  made.taken.write.execute(made.taken.stream);
  dnnl_stream_wait(made.taken.stream);
}

const char* bench_conv2d_version() {
  static char text[32];
  const dnnl_version_t* v = dnnl_version();
  std::snprintf(text, sizeof text, "%d.%d.%d", v->major, v->minor, v->patch);
  return text;
}
}
