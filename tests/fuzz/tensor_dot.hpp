// Intrinsics of random schedules: the inner loops of sums of few products go to dot products, those
// of the copies that they read to interleave; with lanes, tails and layouts that fit, and some that
// don't, which lowering must refuse.
#pragma once

#include "tensor.hpp"

namespace fuzz {

class dot_placer : public intrinsic_maker {
 protected:
  using intrinsic_maker::intrinsic_maker;

  /// Whether loops of the stage were handed to a dot product.
  bool place_dots(int st) {
    const dot of = dot_of(st);
    return of.terms > 0 && keeps([&] { return place_dot(st, of); });
  }

 private:
  /// A sum of few products: its operand that differs from lane to lane, and axes.
  struct dot {
    index_t terms = 0;  ///< 0: something else
    int right = -1, lane = -1, term = -1;
    intrinsic_kind by = intrinsic_kind::dot_u8s8;
  };
  dot dot_of(int st) {
    const expr::definition& d = *on(st).body;
    const int number = description_->tensor_of(on(st).body);
    if (number < 0 || r_.tensors[static_cast<std::size_t>(number)].reduce != reducer_kind::sum)
      return {};
    const expr::value& product = d.values[d.value_of[0]];
    if (product.kind != expr::value_kind::operation || product.op != ir::operation::multiply)
      return {};
    const int reads[] = {read_below(d, product.a), read_below(d, product.b)};
    if (reads[0] < 0 || reads[1] < 0) return {};
    dot of;
    for (int right : {0, 1}) {
      const expr::value& own = d.values[reads[right]];
      const expr::value& shared = d.values[reads[1 - right]];
      const element type = held_as(d, own), other = held_as(d, shared);
      const bool bytes =
          type == element::i8 && other == element::u8 && product.type == element::i32;
      const bool pairs =
          type == element::i16 && other == element::i16 && product.type == element::i32;
      const bool floats = type == element::bf16 && other == element::bf16;
      if (!bytes && !pairs && !floats) continue;
      const intrinsic_kind by = bytes   ? intrinsic_kind::dot_u8s8
                                : pairs ? intrinsic_kind::dot_s16
                                        : intrinsic_kind::dot_bf16;
      for (int a = 0; a < d.rank; ++a) {
        if (moves(d, own, a) && !moves(d, shared, a))
          of = {bytes ? 4 : 2, own.source, a, d.axes.size() - 1, by};
      }
    }
    return of;
  }
  bool place_dot(int st, const dot& of) {
    const index_t legal = ir::integer_bytes(r_.machine) / 4;
    index_t lanes = random_.pick({4, 8, 16});
    if (legal > 0 && random_.chance(85))
      lanes = random_.chance(60) ? legal : std::min(lanes, legal);
    while (lanes > 4 && lanes > extent(st, of.lane) && random_.chance(80)) lanes /= 2;
    if (random_.chance(4)) lanes = random_.pick({2, 5, 12, 32});
    if (random_.chance(35)) split_others(st, of);
    int lane = leaf_of(st, of.lane), term = leaf_of(st, of.term);
    if (lane < 0 || term < 0) return false;
    lane = piece_of(st, lane, lanes, 75);
    if (lane < 0) return false;
    term = piece_of(st, term, of.terms, 75);
    if (term < 0) return false;
    const bool terms_first = random_.chance(50);
    if (!put_innermost(st,
                       terms_first ? std::vector<int>{term, lane} : std::vector<int>{lane, term}))
      return false;
    const int outer = on(st).order.size() - 2;
    if (outer > 0 && random_.chance(35))
      attempt(make(primitive::cache_write, st, {on(st).order[random_.below(outer)]}));
    step s = make(primitive::tensorize, st, {terms_first ? term : lane});
    s.numbers[0] = static_cast<index_t>(of.by);
    s.numbers[1] = lanes;
    s.numbers[2] = random_.weighted({60, 20, 16, 4});
    if (!attempt(s)) return false;
    mark_others(st, outer);
    if (on(st).body->axes[of.term].range == ir::make_affine(of.terms) && random_.chance(85))
      return true;
    return copy_words(st, of) || random_.chance(30);
  }

  /// Loops around the intrinsic in pieces.
  void split_others(int st, const dot& of) {
    const int l = random_loop(st);
    if (l == of.lane || l == of.term) return;
    step s = make(primitive::split, st, {l});
    s.numbers[0] = random_.pick({2, 3, 4});
    s.at_end = random_tail(st, l);
    attempt(s);
  }

  /// A copy of the right operand in words: its rows interleaved, by an intrinsic or by loops.
  bool copy_words(int st, const dot& of) {
    const expr::definition& d = *on(st).body;
    int rows = -1, columns = -1;
    for (const expr::value& v : d.values) {
      if (v.kind != expr::value_kind::read || v.source != of.right) continue;
      for (int k = 0; k < v.count; ++k) {
        if (d.forms[v.first + k].factor_of(axis_base + of.term) != 0) rows = k;
        if (d.forms[v.first + k].factor_of(axis_base + of.lane) != 0) columns = k;
      }
    }
    if (rows < 0 || columns < 0 || rows == columns) return false;
    const int copy = packed_copy(st, of.right, rows, random_.chance(95) ? of.terms : 2 * of.terms);
    if (copy < 0) return false;
    if (random_.chance(85)) {
      step s = make(primitive::pad, copy);
      s.numbers[0] = columns;
      attempt(s);
    }
    place_copy(copy, st, on(st).order.size() - 2);
    if (random_.chance(60)) keeps([&] { return interleave_rows(copy, rows, columns, of.terms); });
    return true;
  }

  bool interleave_rows(int copy, int rows, int columns, index_t terms) {
    const element type = on(copy).body->types[0];
    const int row = piece_of(copy, rows, terms, 85);
    const int column = row < 0 ? -1 : piece_of(copy, columns, 16 / size_of(type), 85);
    if (column < 0) return false;
    const bool rows_first = random_.chance(50);
    if (!put_innermost(copy,
                       rows_first ? std::vector<int>{row, column} : std::vector<int>{column, row}))
      return false;
    step s = make(primitive::tensorize, copy, {rows_first ? row : column});
    s.numbers[0] = static_cast<index_t>(intrinsic_kind::interleave);
    s.numbers[1] = static_cast<index_t>(type);
    s.numbers[2] = random_.chance(90) ? 0 : 3;
    return attempt(s);
  }
};

}  // namespace fuzz
