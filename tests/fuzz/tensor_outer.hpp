// Intrinsics of random schedules: the inner loops of products of floats go to sums of outer
// products, over panels of both operands or over what lies in memory.
#pragma once

#include "tensor_dot.hpp"

namespace fuzz {

class intrinsic_placer : public dot_placer {
 protected:
  using dot_placer::dot_placer;

  /// Whether loops of the stage were handed to an intrinsic.
  bool tensorize(int st) { return place_dots(st) || (random_.chance(70) && place_outer(st)); }

 private:
  /// A sum of products of floats: which source is a, which b, and axes.
  struct product {
    int a = -1, b = -1, row = -1, column = -1, term = -1;
    int a_rows = -1, b_columns = -1;  ///< dimensions of the sources
  };

  bool place_outer(int st) {
    const product of = product_of(st);
    return of.term >= 0 && keeps([&] { return place(st, of); });
  }

  product product_of(int st) {
    const expr::definition& d = *on(st).body;
    const int number = description_->tensor_of(on(st).body);
    if (number < 0 || r_.tensors[static_cast<std::size_t>(number)].reduce != reducer_kind::sum)
      return {};
    const expr::value& v = d.values[d.value_of[0]];
    if (v.kind != expr::value_kind::operation || v.op != ir::operation::multiply || d.rank < 2)
      return {};
    const int reads[] = {read_below(d, v.a), read_below(d, v.b)};
    if (reads[0] < 0 || reads[1] < 0) return {};
    product of;
    for (const int first : {0, 1}) {
      const expr::value& a = d.values[reads[first]];
      const expr::value& b = d.values[reads[1 - first]];
      if (held_as(d, a) != element::f32 || held_as(d, b) != element::f32 || a.source == b.source)
        continue;
      for (int row = 0; row < d.rank; ++row) {
        for (int column = 0; column < d.rank; ++column) {
          const bool fits =
              moves(d, a, row) && !moves(d, b, row) && moves(d, b, column) && !moves(d, a, column);
          if (fits && column > row)
            of = {a.source,
                  b.source,
                  row,
                  column,
                  d.axes.size() - 1,
                  dimension(d, a, row),
                  dimension(d, b, column)};
        }
      }
    }
    return of;
  }
  static int dimension(const expr::definition& d, const expr::value& read, int axis) {
    int at = -1;
    for (int k = 0; k < read.count; ++k) {
      if (d.forms[read.first + k].factor_of(axis_base + axis) != 0) at = k;
    }
    return at;
  }

  bool place(int st, const product& of) {
    const index_t rows = random_.between(1, 6), depth = random_.pick({1, 2, 3, 4, 8});
    const index_t columns = random_.chance(95) ? random_.pick({4, 8, 16, 32}) : 12;
    int row = leaf_of(st, of.row), column = leaf_of(st, of.column), term = leaf_of(st, of.term);
    if (row < 0 || column < 0 || term < 0) return false;
    row = piece_of(st, row, rows, 85);
    column = row < 0 ? -1 : piece_of(st, column, columns, 85);
    term = column < 0 ? -1 : piece_of(st, term, depth, 85);
    if (term < 0) return false;
    const std::vector<int> orders[] = {
        {row, column, term}, {term, row, column}, {row, term, column}};
    const std::vector<int>& order = orders[random_.below(3)];
    if (!put_innermost(st, order)) return false;
    const int outer = on(st).order.size() - 3;
    if (outer > 0 && random_.chance(30))
      attempt(make(primitive::cache_write, st, {on(st).order[random_.below(outer)]}));
    step s = make(primitive::tensorize, st, {order[0]});
    s.numbers[0] = static_cast<index_t>(intrinsic_kind::outer);
    s.numbers[1] = rows * 10000 + columns * 100 + depth;
    s.numbers[2] = random_.weighted({70, 0, 26, 4});
    if (!attempt(s)) return false;
    mark_others(st, outer);
    return copy_panels(st, of.a, of.a_rows, rows, outer) &&
           copy_panels(st, of.b, of.b_columns, columns, outer);
  }

  /// A copy of an operand in panels, padded where its last one is partial.
  bool copy_panels(int st, int source, int dimension, index_t group, int outer) {
    const int copy = packed_copy(st, source, dimension, group);
    if (copy < 0) return false;
    if (random_.chance(60)) {
      step s = make(primitive::pad, copy);
      s.numbers[0] = dimension;
      attempt(s);
    }
    place_copy(copy, st, outer);
    return true;
  }
};

}  // namespace fuzz
