// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <memory>

#include <tenon/jit.hpp>
#include <tenon/op.hpp>

#include "../conv2d/blocked.hpp"
#include "tenon.hpp"

namespace {

using namespace tenon;
using conv2d::blocked;

op::conv2d_sizes sizes_of(const conv2d::layer& l) {
  return {1,    l.ic, l.size, l.size,
          l.oc, l.k,  l.k,    op::same_window(l.size, l.size, l.k, l.k, l.stride)};
}

template <op::layout In>
std::shared_ptr<jit_kernel> compile(const op::conv2d_sizes& of) {
  return std::make_shared<jit_kernel>(
      jit([of](const context& on) { return op::depthwise_convolution<float, In>(on, of); }));
}

/// What a run reads and writes besides the caller's x and y.
struct prepared {
  explicit prepared(const conv2d::operands& o)
      : x(o.of.ic, o.of.size),
        y(o.of.oc, o.of.out()),
        w(ceil_div(index_t{o.of.ic}, x.block), o.of.k, o.of.k, x.block) {
    x.each(o.of.ic, o.of.size, [&](float& to, index_t from) { to = o.x.data()[from]; });
  }

  blocked x, y;
  tensor<float> w;
};

}  // namespace

bench::runner depthwise::llvm(const conv2d::operands& o, bool plain) {
  if (!codegen::llvm_library::instance().available()) return {};
  const op::conv2d_sizes of = sizes_of(o.of);
  if (plain) {
    const auto kernel = compile<op::layout::plain>(of);
    return [=, &o] { (*kernel)(o.x, o.w, o.y); };
  }
  const auto made = std::make_shared<prepared>(o);
  jit([of](const context& on) { return op::pack_depthwise_weights<float>(on, of); })(o.w, made->w);
  const auto kernel = compile<op::layout::blocked>(of);
  o.finish = [made, &o] {
    made->y.each(o.of.oc, o.of.out(), [&](float& from, index_t to) { o.y.data()[to] = from; });
  };
  return [=] { (*kernel)(made->x.memory, made->w, made->y.memory); };
}
