// conv2d: what a convolution over two dimensions computes (ONNX Conv), whatever its schedule.
//
//   y(n, o, h, w) = Σ x(n, c, h·s - p + r·d, w·s - p + q·d) · W(o, c, r, q)    over c, r, q; 0
//   outside
#pragma once

#include <tenon/expr/reduce.hpp>
#include <tenon/op/window.hpp>

namespace tenon::inline TENON_ABI::op {

/// Sizes of a convolution.
struct conv2d_sizes {
  index_t n, channels, rows, columns;  ///< of the input
  index_t filters, kernel_rows, kernel_columns;
  window2d by;

  constexpr index_t out_rows() const { return by.count(0, rows, kernel_rows); }
  constexpr index_t out_columns() const { return by.count(1, columns, kernel_columns); }
};

/// Records what a convolution's window breaks.
constexpr void check_window(const conv2d_sizes& of, finding& problem, std::uint32_t line) {
  if (!of.by.is_valid() || of.kernel_rows < 1 || of.kernel_columns < 1)
    problem.record(rule::conv_window, of.kernel_rows, of.kernel_columns, line);
}

/// The sizes of a convolution of x (n, c, h, w) by w (o, c / groups, r, q), all of them constants;
/// records the rule that they break.
template <element_type T>
constexpr conv2d_sizes sizes_of(const tensor_of<T, 4>& x, const tensor_of<T, 4>& w,
                                const window2d& by, index_t groups, std::uint32_t line) {
  index_t all[8] = {};
  finding& problem = x.definition()->problem;
  for (int d = 0; d < 4; ++d) {
    if (!x.size(d).is_constant()) problem.record(rule::conv_symbolic, 0, d, line);
    if (!w.size(d).is_constant()) problem.record(rule::conv_symbolic, 1, d, line);
    all[d] = x.size(d).form.constant;
    all[4 + d] = w.size(d).form.constant;
  }
  const bool divides = groups >= 1 && all[4] % groups == 0 && all[1] == all[5] * groups;
  if (!divides) problem.record(rule::conv_channels, all[1], all[5], line);
  const conv2d_sizes of{all[0], all[1], all[2], all[3], all[4], all[6], all[7], by};
  check_window(of, problem, line);
  return of;
}

/// The convolution of x (n, c, h, w) by the weights w (o, c / groups, r, q): y (n, o, h', w'). With
/// as many groups as channels it is depthwise. Sizes are constants.
template <element_type T>
constexpr auto conv2d(const tensor_of<T, 4>& x, const tensor_of<T, 4>& w, const window2d& by = {},
                      index_t groups = 1,
                      std::source_location at = std::source_location::current()) {
  const conv2d_sizes of = sizes_of(x, w, by, groups, at.line());
  const bool sound = x.definition()->problem.ok();  // else nothing is divided by what is 0
  const index_t per_group = sound ? of.filters / groups : 1, depth = w.size(1).form.constant;
  const index_t rows = sound ? of.out_rows() : 0, columns = sound ? of.out_columns() : 0;
  const axis n("n", of.n), o("o", of.filters), h("h", rows), v("w", columns);
  const axis c("c", depth), r("r", of.kernel_rows), q("q", of.kernel_columns);
  const auto y = h * by.stride[0] + r * by.dilation[0] - by.before[0];
  const auto z = v * by.stride[1] + q * by.dilation[1] - by.before[1];
  const auto inside = y >= 0 && y < of.rows && z >= 0 && z < of.columns;
  const auto term =
      select(inside, x(n, floordiv(o, per_group) * depth + c, y, z), T(0)) * w(o, c, r, q);
  return compute("conv2d", {n, o, h, v}, sum(term, c, r, q), at);
}

}  // namespace tenon::inline TENON_ABI::op
