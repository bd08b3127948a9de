// Tenon's kernels compiled by LLVM when the benchmark starts.
#include <memory>
#include <span>

#include <tenon/jit.hpp>
#include <tenon/op.hpp>

#include "blocked.hpp"
#include "tenon.hpp"

namespace {

using namespace tenon;
using conv2d::blocked;
using op::layout;

/// What a run reads and writes besides the caller's x and y.
struct prepared {
  prepared(const conv2d::operands& o, std::span<const index_t> packed_extents)
      : x(o.of.ic, o.of.size), y(o.of.oc, o.of.out()), w(packed_extents) {
    x.each(o.of.ic, o.of.size, [&](float& to, index_t from) { to = o.x.data()[from]; });
  }

  blocked x, y;
  tensor<float> w;
};

/// Packs the weights and compiles the kernel between two layouts.
template <layout In, layout Out, class Pack, class Convolve>
bench::runner compile(const conv2d::operands& o, std::span<const index_t> packed_extents,
                      const Pack& pack, const Convolve& convolve) {
  const auto made = std::make_shared<prepared>(o, packed_extents);
  jit(pack)(o.w, made->w);
  const auto kernel = std::make_shared<jit_kernel>(jit(convolve));
  if constexpr (Out == layout::blocked) {
    o.finish = [made, &o] {
      made->y.each(o.of.oc, o.of.out(), [&](float& from, index_t to) { o.y.data()[to] = from; });
    };
  }
  return [=, &o] {
    if constexpr (In == layout::plain && Out == layout::plain)
      (*kernel)(o.x, made->w, o.y);
    else if constexpr (In == layout::plain)
      (*kernel)(o.x, made->w, made->y.memory);
    else
      (*kernel)(made->x.memory, made->w, made->y.memory);
  };
}

template <layout In, layout Out>
bench::runner direct(const conv2d::operands& o, const op::conv2d_sizes& of) {
  const op::direct_tiles t = op::choose_direct_tiles(compiled_target(), element::f32, of);
  return compile<In, Out>(
      o, t.weights(of), [of](const context& on) { return op::pack_direct_weights<float>(on, of); },
      [of](const context& on) { return op::direct_convolution<float, In, Out>(on, of); });
}

template <int Outputs, layout In, layout Out>
bench::runner winograd(const conv2d::operands& o, const op::conv2d_sizes& of) {
  const auto t = op::choose_winograd_tiles<Outputs>(compiled_target(), element::f32, of);
  return compile<In, Out>(
      o, t.weights(of),
      [of](const context& on) { return op::pack_winograd_weights<float, Outputs>(on, of); },
      [of](const context& on) {
        return op::winograd_convolution<float, Outputs, In, Out>(on, of);
      });
}

template <layout In, layout Out>
bench::runner make(const conv2d::operands& o, const op::conv2d_sizes& of,
                   op::convolution_algorithm by) {
  switch (by) {
    case op::convolution_algorithm::winograd2:
      return winograd<2, In, Out>(o, of);
    case op::convolution_algorithm::winograd4:
      return winograd<4, In, Out>(o, of);
    case op::convolution_algorithm::direct:
      break;
  }
  return direct<In, Out>(o, of);
}

}  // namespace

bench::runner conv2d::llvm(const operands& o, bool plain, bool only_direct) {
  if (!codegen::llvm_library::instance().available()) return {};
  const layer& l = o.of;
  const op::conv2d_sizes of{
      1, l.ic, l.size, l.size, l.oc, l.k, l.k, op::same_window(l.size, l.size, l.k, l.k, l.stride)};
  const auto by = only_direct ? op::convolution_algorithm::direct
                              : op::choose_convolution(compiled_target(), element::f32, of);
  if (plain) return make<layout::plain, layout::plain>(o, of, by);
  // A picture has fewer channels than a block: it is read as it is.
  if (l.ic < compiled_target().lanes(element::f32))
    return make<layout::plain, layout::blocked>(o, of, by);
  return make<layout::blocked, layout::blocked>(o, of, by);
}
