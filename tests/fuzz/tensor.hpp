// What placing intrinsics in random schedules takes: pieces of loops that go innermost, and
// lowering that may refuse.
#pragma once

#include <map>

#include "intrinsics.hpp"
#include "follow.hpp"

namespace fuzz {

class intrinsic_maker : public consumer_follower {
 public:
  /// How often lowering refused an intrinsic, by rule.
  const std::map<rule, long>& intrinsics_refused() const { return refusals_; }

 protected:
  using consumer_follower::consumer_follower;

  /// Whether steps that hand loops to an intrinsic are legal; else they are taken back.
  template <class Place>
  bool keeps(const Place& place) {
    const std::size_t before = r_.steps.size();
    const bool placed = place();
    const finding f = placed ? lowering() : finding{};
    if (placed && f.ok()) return true;
    if (placed) ++refusals_[f.which];
    r_.steps.resize(before);
    rebuild();
    return false;
  }

  static element held_as(const expr::definition& d, const expr::value& read) {
    return d.sources[read.source].tensor->types[d.sources[read.source].result];
  }
  static int read_below(const expr::definition& d, int v) {
    const expr::value& cast = d.values[v];
    if (cast.kind == expr::value_kind::read) return v;
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

  /// Loops in this order inside of all others.
  bool put_innermost(int st, const std::vector<int>& loops) {
    step s = make(primitive::reorder, st);
    for (const std::int32_t l : on(st).order) {
      if (std::find(loops.begin(), loops.end(), l) == loops.end())
        s.loops.push_back(loop_name(st, l));
    }
    if (s.loops.size() > 1 && random_.chance(40)) std::swap(s.loops[0], s.loops[1]);
    for (const int l : loops) s.loops.push_back(loop_name(st, l));
    return attempt(s);
  }

  /// Says something of one of the loops around an intrinsic.
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

  /// A copy of what a stage reads with a dimension in groups; its stage, or -1.
  int packed_copy(int st, int source, int dimension, index_t group) {
    const int of = on(st).source_stage[source];
    step s = make(primitive::cache_read, of);
    s.other = stage_name(st);
    if (s.stage.size() > 12 || live_->stage(s.stage + ".c") >= 0 || !attempt(s)) return -1;
    const int copy = live_->stage(s.stage + ".c");
    s = make(primitive::pack, copy);
    s.numbers[0] = dimension;
    s.numbers[1] = group;
    return attempt(s) ? copy : -1;
  }

  /// Computes a copy somewhere in the loops around an intrinsic.
  void place_copy(int copy, int st, int outer) {
    if (outer <= 0 || !random_.chance(70)) return;
    step s = make(primitive::compute_at, copy);
    s.other = stage_name(st);
    s.loops = {loop_name(st, on(st).order[random_.below(outer)])};
    attempt(s);
  }

 private:
  std::map<rule, long> refusals_;
};

}  // namespace fuzz
