// Intrinsics of random schedules: the inner loops of sums of few products go to dot products, those of
// the copies that they read to interleave; with lanes, tails and layouts that fit, and some that don't,
// which lowering must refuse.
#pragma once

#include "intrinsics.hpp"
#include "follow.hpp"

namespace fuzz {

class intrinsic_placer : public consumer_follower {
 public:
  /// How often lowering refused an intrinsic, by rule.
  const std::map<rule, long>& intrinsics_refused() const { return refusals_; }

 protected:
  using consumer_follower::consumer_follower;

  /// Whether loops of the stage were handed to an intrinsic.
  bool tensorize(int st) {
    const dot of = dot_of(st);
    if (of.terms == 0) return false;
    const std::size_t before = r_.steps.size();
    const bool placed = place_dot(st, of);
    const finding f = placed ? lowering() : finding{};
    if (placed && f.ok()) return true;
    if (placed) ++refusals_[f.which];
    r_.steps.resize(before);
    rebuild();
    return false;
  }

 private:
  std::map<rule, long> refusals_;

  /// A sum of few products: its operand that differs from lane to lane, and axes.
  struct dot {
    index_t terms = 0;  ///< 0: something else
    int right = -1, lane = -1, term = -1;
  };
  dot dot_of(int st) {
    const expr::definition& d = *on(st).body;
    const int number = description_->tensor_of(on(st).body);
    if (number < 0 || r_.tensors[static_cast<std::size_t>(number)].reduce != reducer_kind::sum) return {};
    const expr::value& product = d.values[d.value_of[0]];
    if (product.op != ir::operation::multiply || product.type != element::i32) return {};
    const int reads[] = {read_below(d, product.a), read_below(d, product.b)};
    if (reads[0] < 0 || reads[1] < 0) return {};
    dot of;
    for (int right : {0, 1}) {
      const expr::value& own = d.values[reads[right]];
      const expr::value& shared = d.values[reads[1 - right]];
      const bool bytes = own.type == element::i8 && shared.type == element::u8;
      const bool halves = own.type == element::i16 && shared.type == element::i16;
      if (!bytes && !halves) continue;
      for (int a = 0; a < d.rank; ++a) {
        if (moves(d, own, a) && !moves(d, shared, a)) {
          of = {bytes ? 4 : 2, own.source, a, d.axes.size() - 1};
        }
      }
    }
    return of;
  }
  static int read_below(const expr::definition& d, int v) {
    const expr::value& cast = d.values[v];
    if (cast.kind != expr::value_kind::operation || cast.op != ir::operation::cast) return -1;
    return d.values[cast.a].kind == expr::value_kind::read ? cast.a : -1;
  }
  static bool moves(const expr::definition& d, const expr::value& read, int axis) {
    for (int k = 0; k < read.count; ++k) {
      if (d.forms[read.first + k].factor_of(axis_base + axis) != 0) return true;
    }
    return false;
  }

  /// The innermost loop of an axis that nothing is said of yet; -1.
  int leaf_of(int st, int axis) {
    for (int i = on(st).order.size() - 1; i >= 0; --i) {
      const int l = on(st).order[i];
      int root = l;
      while (on(st).loops[root].origin != schedule_room::loop_origin::root) {
        if (on(st).loops[root].origin == schedule_room::loop_origin::fused) return -1;
        root = on(st).loops[root].parent;
      }
      const schedule_room::loop& x = on(st).loops[l];
      if (root == axis && x.mark == schedule_room::loop_mark::none && x.times == 0) return l;
    }
    return -1;
  }

  /// The inner loop of a split by a factor, or the loop itself where it has as many iterations; -1.
  int piece_of(int st, int l, index_t factor, int cut_percent) {
    const bool whole = on(st).loops[l].origin == schedule_room::loop_origin::root &&
                       on(st).body->axes[l].range == ir::make_affine(factor);
    if (whole && random_.chance(70)) return l;
    step s = make(primitive::split, st, {l});
    s.numbers[0] = factor;
    s.at_end = random_.chance(cut_percent) ? tail::cut : random_tail(st, l);
    return attempt(s) ? live_->loop(st, s.loops[0] + ".i") : -1;
  }

  bool place_dot(int st, const dot& of) {
    const index_t legal = ir::integer_bytes(r_.machine) / 4;
    index_t lanes = random_.pick({4, 8, 16});
    if (legal > 0 && random_.chance(85)) lanes = random_.chance(60) ? legal : std::min(lanes, legal);
    if (random_.chance(4)) lanes = random_.pick({2, 5, 12, 32});
    if (random_.chance(35)) split_others(st, of);
    int lane = leaf_of(st, of.lane), term = leaf_of(st, of.term);
    if (lane < 0 || term < 0) return false;
    lane = piece_of(st, lane, lanes, 75);
    if (lane < 0) return false;
    term = piece_of(st, term, of.terms, 75);
    if (term < 0) return false;
    const bool terms_first = random_.chance(50);
    if (!put_innermost(st, terms_first ? term : lane, terms_first ? lane : term)) return false;
    const int outer = on(st).order.size() - 2;
    if (outer > 0 && random_.chance(35))
      attempt(make(primitive::cache_write, st, {on(st).order[random_.below(outer)]}));
    step s = make(primitive::tensorize, st, {terms_first ? term : lane});
    s.numbers[0] = static_cast<index_t>(of.terms == 4 ? intrinsic_kind::dot_u8s8 : intrinsic_kind::dot_s16);
    s.numbers[1] = lanes;
    s.numbers[2] = random_.weighted({55, 20, 15, 10});
    if (!attempt(s)) return false;
    mark_others(st, outer);
    if (on(st).body->axes[of.term].range == ir::make_affine(of.terms) && random_.chance(85)) return true;
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

  bool put_innermost(int st, int outer, int inner) {
    step s = make(primitive::reorder, st);
    for (const std::int32_t l : on(st).order) {
      if (l != outer && l != inner) s.loops.push_back(loop_name(st, l));
    }
    if (s.loops.size() > 1 && random_.chance(40)) std::swap(s.loops[0], s.loops[1]);
    s.loops.push_back(loop_name(st, outer));
    s.loops.push_back(loop_name(st, inner));
    return attempt(s);
  }

  void mark_others(int st, int outer) {
    if (outer == 0) return;
    const int l = on(st).order[random_.below(outer)];
    switch (random_.weighted({40, 25, 20, 15})) {
      case 0:
        return;
      case 1:
        if (extent(st, l) <= 8) attempt(make(primitive::unroll, st, {l}));
        return;
      case 2:
        attempt(make(primitive::parallel, st, {on(st).order[0]}));
        return;
      default: {
        step s = make(primitive::unroll_by, st, {l});
        s.numbers[0] = random_.pick({2, 3, 4});
        attempt(s);
      }
    }
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
    const int right = on(st).source_stage[of.right];
    step s = make(primitive::cache_read, right);
    s.other = stage_name(st);
    if (rows < 0 || columns < 0 || rows == columns || s.stage.size() > 12) return false;
    if (live_->stage(s.stage + ".c") >= 0 || !attempt(s)) return false;
    const int copy = live_->stage(s.stage + ".c");
    s = make(primitive::pack, copy);
    s.numbers[0] = rows;
    s.numbers[1] = random_.chance(95) ? of.terms : 2 * of.terms;
    if (!attempt(s)) return false;
    if (random_.chance(85)) {
      s = make(primitive::pad, copy);
      s.numbers[0] = columns;
      attempt(s);
    }
    const int outer = on(st).order.size() - 2;
    if (outer > 0 && random_.chance(70)) {
      s = make(primitive::compute_at, copy);
      s.other = stage_name(st);
      s.loops = {loop_name(st, on(st).order[random_.below(outer)])};
      attempt(s);
    }
    if (random_.chance(60)) interleave_rows(copy, rows, columns, of.terms);
    return true;
  }

  void interleave_rows(int copy, int rows, int columns, index_t terms) {
    const std::size_t before = r_.steps.size();
    const element type = on(copy).body->types[0];
    const int row = piece_of(copy, rows, terms, 85);
    const int column = row < 0 ? -1 : piece_of(copy, columns, 16 / size_of(type), 85);
    const bool rows_first = random_.chance(50);
    bool placed = column >= 0 && put_innermost(copy, rows_first ? row : column, rows_first ? column : row);
    if (placed) {
      step s = make(primitive::tensorize, copy, {rows_first ? row : column});
      s.numbers[0] = static_cast<index_t>(intrinsic_kind::interleave);
      s.numbers[1] = static_cast<index_t>(type);
      s.numbers[2] = random_.chance(90) ? 0 : 3;
      placed = attempt(s);
    }
    const finding f = placed ? lowering() : finding{};
    if (placed && f.ok()) return;
    if (placed) ++refusals_[f.which];
    r_.steps.resize(before);
    rebuild();
  }
};

}  // namespace fuzz
