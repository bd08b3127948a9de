// How activations lie in memory: (n, c, h, w) as they are, or with the channels in blocks of a
// vector's lanes, (n, c / b, h, w, b), of which the last is filled up.
#pragma once

#include <tenon/op/conv2d.hpp>
#include <tenon/schedule/schedule.hpp>

namespace tenon::inline TENON_ABI::op {

/// How activations lie.
enum class layout : std::uint8_t { plain, blocked };

/// The input of a convolution in a layout; records what its window breaks.
template <element_type T, layout In>
constexpr auto activations(const conv2d_sizes& of, index_t block, std::uint32_t line) {
  auto x = [&] {
    if constexpr (In == layout::plain)
      return input<T>("x", of.n, of.channels, of.rows, of.columns);
    else
      return input<T>("x", of.n, ceil_div(of.channels, block), of.rows, of.columns, block);
  }();
  check_window(of, x.definition()->problem, line);
  return x;
}

/// Input x with zeros around it, `rows` × `columns` in all, and behind its channels where they
/// don't fill blocks of `depth`; in its own layout.
template <element_type T, int Rank>
constexpr tensor_of<T, Rank> padded(const tensor_of<T, Rank>& x, const conv2d_sizes& of,
                                    index_t rows, index_t columns, index_t depth) {
  const index_t up = of.by.before[0], left = of.by.before[1];
  const axis n("n", of.n), y("y", rows), z("z", columns);
  const auto inside = y >= up && y < of.rows + up && z >= left && z < of.columns + left;
  if constexpr (Rank == 4) {
    const axis c("c", ceil_div(of.channels, depth) * depth);
    return compute("padded", {n, c, y, z},
                   select(inside && c < of.channels, x(n, c, y - up, z - left), T(0)));
  } else {
    const axis c("c", x.size(1)), l("l", x.size(4));
    return compute("padded", {n, c, y, z, l}, select(inside, x(n, c, y - up, z - left, l), T(0)));
  }
}

/// y (n, o, h, w) of lines (n, o / b, h, w, b), or of one line of all pixels (n, o / b, 0, h·w, b).
template <element_type T>
constexpr tensor_of<T, 4> plain_of(const tensor_of<T, 5>& lines, const conv2d_sizes& of,
                                   index_t block, bool flat = false) {
  const index_t width = of.out_columns();
  const axis n("n", of.n), o("o", of.filters), h("h", of.out_rows()), w("w", width);
  const index_form line = flat ? index_form(0) : index_form(h);
  const index_form pixel = flat ? h * width + w : index_form(w);
  return compute("y", {n, o, h, w}, lines(n, floordiv(o, block), line, pixel, mod(o, block)));
}

/// y (n, o / b, h, w, b) of one line of all pixels.
template <element_type T>
constexpr tensor_of<T, 5> rows_of_line(const tensor_of<T, 5>& line, const conv2d_sizes& of) {
  const index_t width = of.out_columns();
  const axis n("n", of.n), o("o", line.size(1)), h("h", of.out_rows()), w("w", width);
  const axis v("v", line.size(4));
  return compute("y", {n, o, h, w, v}, line(n, o, 0, h * width + w, v));
}

/// Copies the filters of a slab of rows from lanes into rows, a block of both at a time; the loop
/// over slabs.
constexpr axis store_plain(schedule& s, index_t block, index_t slab) {
  const axis n = s.dimension(0), w = s.dimension(3);
  const auto [slabs, row] = s.split(s.dimension(2), slab, tail::cut);
  const auto [filters, filter] = s.split(s.dimension(1), block);
  const auto [columns, column] = s.split(w, block, tail::cut);
  s.reorder(n, slabs, filters, row, columns, filter, column).unroll(filter).vectorize(column);
  return slabs;
}

}  // namespace tenon::inline TENON_ABI::op
