// Convolutions by plain loops, and the same through kernels, for the tests of op/.
#pragma once

#include <cmath>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <tenon/jit.hpp>
#include <tenon/op.hpp>

namespace convolutions {

using namespace tenon;
using op::conv2d_sizes;
using op::layout;

/// The targets whose instructions this machine has: the one that the test is compiled for, and
/// wider ones.
inline std::vector<target> machines() {
  std::vector<target> all = {compiled_target()};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    all.push_back(preset(isa::avx2_fma));
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    all.push_back(preset(isa::avx512));
  return all;
}

/// Sampled sizes with windows of every kind.
inline conv2d_sizes any_sizes(std::mt19937& random) {
  const auto up_to = [&](index_t least, index_t most) {
    return std::uniform_int_distribution<index_t>(least, most)(random);
  };
  for (;;) {
    conv2d_sizes of{up_to(1, 2),  up_to(1, 20), up_to(1, 9), up_to(1, 19),
                    up_to(1, 35), up_to(1, 3),  up_to(1, 3), {}};
    for (int d = 0; d < 2; ++d) {
      of.by.stride[d] = up_to(1, 3);
      of.by.dilation[d] = up_to(1, 2);
      of.by.before[d] = up_to(0, 2);
      of.by.after[d] = up_to(0, 2);
    }
    if (of.out_rows() > 0 && of.out_columns() > 0) return of;
  }
}

inline std::string text_of(const conv2d_sizes& of) {
  std::string text;
  for (const index_t v :
       {of.n, of.channels, of.rows, of.columns, of.filters, of.kernel_rows, of.kernel_columns,
        of.by.stride[0], of.by.stride[1], of.by.dilation[0], of.by.dilation[1], of.by.before[0],
        of.by.before[1], of.by.after[0], of.by.after[1]})
    text += std::to_string(v) + ' ';
  return text;
}

/// Tensors of a convolution, plainly.
struct problem {
  conv2d_sizes of;
  bool depthwise;  ///< each channel by a filter of its own
  tensor<float> x, w;

  template <class Draw>
  problem(const conv2d_sizes& sizes, const Draw& draw, bool apart = false)
      : of(sizes),
        depthwise(apart),
        x(of.n, of.channels, of.rows, of.columns),
        w(of.filters, apart ? 1 : of.channels, of.kernel_rows, of.kernel_columns) {
    for (float& e : x) e = draw();
    for (float& e : w) e = draw();
  }

  /// An element of the result, in double.
  double at(index_t n, index_t o, index_t h, index_t v) const {
    double sum = 0;
    for (index_t c = depthwise ? o : 0; c < (depthwise ? o + 1 : of.channels); ++c) {
      for (index_t r = 0; r < of.kernel_rows; ++r) {
        for (index_t q = 0; q < of.kernel_columns; ++q) {
          const index_t y = h * of.by.stride[0] + r * of.by.dilation[0] - of.by.before[0];
          const index_t z = v * of.by.stride[1] + q * of.by.dilation[1] - of.by.before[1];
          if (y < 0 || y >= of.rows || z < 0 || z >= of.columns) continue;
          sum += double(x(n, c, y, z)) * double(w(o, depthwise ? 0 : c, r, q));
        }
      }
    }
    return sum;
  }

  /// The greatest distance of a result from the true one, over the greatest true one.
  double error(const tensor<float>& y) const {
    double most = 0, largest = 1e-30;
    for (index_t n = 0; n < of.n; ++n) {
      for (index_t o = 0; o < of.filters; ++o) {
        for (index_t h = 0; h < of.out_rows(); ++h) {
          for (index_t v = 0; v < of.out_columns(); ++v) {
            const double wanted = at(n, o, h, v), apart = std::fabs(y(n, o, h, v) - wanted);
            most = apart <= most ? most : std::isnan(apart) ? INFINITY : apart;
            largest = std::fmax(largest, std::fabs(wanted));
          }
        }
      }
    }
    return most / largest;
  }
};

inline std::vector<index_t> extents_of(const conv2d_sizes& of, layout l, index_t block,
                                       bool output) {
  const index_t channels = output ? of.filters : of.channels;
  const index_t rows = output ? of.out_rows() : of.rows,
                columns = output ? of.out_columns() : of.columns;
  if (l == layout::plain) return {of.n, channels, rows, columns};
  return {of.n, ceil_div(channels, block), rows, columns, block};
}

inline index_t count_of(const std::vector<index_t>& extents) {
  index_t count = 1;
  for (const index_t e : extents) count *= e;
  return count;
}

/// A buffer as an argument of any rank.
inline argument argument_of(std::vector<float>& memory, const std::vector<index_t>& extents,
                            bool writable) {
  argument a{};
  a.data = memory.data();
  a.type = element::f32;
  a.rank = static_cast<std::int32_t>(extents.size());
  a.writable = writable;
  index_t stride = 1;
  for (std::size_t d = extents.size(); d-- > 0;) {
    a.extents[d] = extents[d];
    a.strides[d] = stride;
    stride *= extents[d];
  }
  return a;
}

/// Position of element (n, c, y, z) in a layout.
inline index_t position(const std::vector<index_t>& extents, layout l, index_t n, index_t c,
                        index_t y, index_t z) {
  if (l == layout::plain) return ((n * extents[1] + c) * extents[2] + y) * extents[3] + z;
  const index_t b = extents[4];
  return (((n * extents[1] + c / b) * extents[2] + y) * extents[3] + z) * b + c % b;
}

/// The result of a description of weights and one of the convolution; NaN where it was not written.
template <class Pack, class Convolve>
tensor<float> run(const target& machine, const problem& p, layout in, layout out,
                  std::span<const index_t> weights_extents, const Pack& pack,
                  const Convolve& convolve) {
  const std::vector<index_t> packed_extents(weights_extents.begin(), weights_extents.end());
  const index_t block = machine.lanes(element::f32);
  const auto x_extents = extents_of(p.of, in, block, false),
             y_extents = extents_of(p.of, out, block, true);
  // Zeros fill up the last block of channels; what a kernel doesn't write is NaN and shows.
  std::vector<float> x(static_cast<std::size_t>(count_of(x_extents)), 0);
  std::vector<float> packed(static_cast<std::size_t>(count_of(packed_extents)), NAN);
  std::vector<float> y(static_cast<std::size_t>(count_of(y_extents)), NAN),
      w(p.w.begin(), p.w.end());
  for (index_t n = 0; n < p.of.n; ++n) {
    for (index_t c = 0; c < p.of.channels; ++c) {
      for (index_t i = 0; i < p.of.rows; ++i) {
        for (index_t j = 0; j < p.of.columns; ++j)
          x[static_cast<std::size_t>(position(x_extents, in, n, c, i, j))] = p.x(n, c, i, j);
      }
    }
  }
  const argument weights[] = {
      argument_of(w, {p.of.filters, p.w.extent(1), p.of.kernel_rows, p.of.kernel_columns}, false),
      argument_of(packed, packed_extents, true)};
  jit_for(machine, pack).run_arguments({}, weights, 2);
  const argument all[] = {argument_of(x, x_extents, false),
                          argument_of(packed, packed_extents, false),
                          argument_of(y, y_extents, true)};
  jit_for(machine, convolve).run_arguments({}, all, 3);
  tensor<float> plain(p.of.n, p.of.filters, p.of.out_rows(), p.of.out_columns());
  for (index_t n = 0; n < p.of.n; ++n) {
    for (index_t o = 0; o < p.of.filters; ++o) {
      for (index_t h = 0; h < p.of.out_rows(); ++h) {
        for (index_t v = 0; v < p.of.out_columns(); ++v)
          plain(n, o, h, v) = y[static_cast<std::size_t>(position(y_extents, out, n, o, h, v))];
      }
    }
  }
  return plain;
}

template <layout In, layout Out>
tensor<float> direct(const target& machine, const problem& p) {
  const conv2d_sizes of = p.of;
  const auto t = op::choose_direct_tiles(machine, element::f32, of);
  return run(
      machine, p, In, Out, t.weights(of),
      [of](const context& on) { return op::pack_direct_weights<float>(on, of); },
      [of](const context& on) { return op::direct_convolution<float, In, Out>(on, of); });
}

template <int Outputs, layout In, layout Out>
tensor<float> winograd(const target& machine, const problem& p) {
  const conv2d_sizes of = p.of;
  const auto t = op::choose_winograd_tiles<Outputs>(machine, element::f32, of);
  return run(
      machine, p, In, Out, t.weights(of),
      [of](const context& on) { return op::pack_winograd_weights<float, Outputs>(on, of); },
      [of](const context& on) {
        return op::winograd_convolution<float, Outputs, In, Out>(on, of);
      });
}

template <layout In>
tensor<float> depthwise(const target& machine, const problem& p) {
  const conv2d_sizes of = p.of;
  const auto convolve = [of](const context& on) {
    return op::depthwise_convolution<float, In>(on, of);
  };
  if constexpr (In == layout::plain) {
    tensor<float> y(of.n, of.filters, of.out_rows(), of.out_columns());
    for (float& e : y) e = NAN;
    jit_for(machine, convolve)(p.x, p.w, y);
    return y;
  } else {
    const index_t block = machine.lanes(element::f32);
    const index_t packed[] = {ceil_div(of.channels, block), of.kernel_rows, of.kernel_columns,
                              block};
    return run(
        machine, p, In, In, packed,
        [of](const context& on) { return op::pack_depthwise_weights<float>(on, of); }, convolve);
  }
}

}  // namespace convolutions
