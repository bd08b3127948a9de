// Copies that turn rows into columns, for which lowering makes transposed loops: steps that chance
// alone would hardly ever put together.
#pragma once

#include "attempt.hpp"

namespace fuzz {

/// Shapes the loops of copies.
class copy_turner : public step_maker {
 protected:
  using step_maker::step_maker;

  /// A copy with lanes across the rows that it reads, and a piece of each row spelled out.
  bool turn(int st) {
    const int run = run_of(st);
    if (run < 0) return false;
    const int rank = on(st).body->rank;
    const int across = (run + random_.between(1, rank - 1)) % rank;
    const element type = on(st).body->types[0];
    const int block = static_cast<int>(16 / size_of(type));
    const int lanes = std::max(block, static_cast<int>(r_.target().lanes(type)));
    if (extent(st, run) < block) return false;
    int width = random_.pick({block, lanes, 2 * lanes, 3 * block});
    if (width > extent(st, across)) width = block;
    if (!on(st).is_output) store_across(st, across, width);
    const int rows = inner_of(st, across, width, random_tail(st, across));
    int columns = random_.pick({block, block, 2 * block, lanes});
    if (columns > extent(st, run)) columns = block;
    const int piece = inner_of(st, run, columns, random_.chance(80) ? tail::cut : tail::guard);
    if (rows < 0 || piece < 0) return false;
    step s = make(primitive::reorder, st);
    for (const std::int32_t l : on(st).order) {
      if (l != rows && l != piece) s.loops.push_back(loop_name(st, l));
    }
    s.loops.push_back(loop_name(st, piece));
    s.loops.push_back(loop_name(st, rows));
    attempt(s);
    attempt(make(primitive::unroll, st, {piece}));
    attempt(make(primitive::vectorize, st, {rows}));
    return true;
  }

 private:
  /// The axis of a copy along which it reads neighbours in memory; -1 for other stages.
  int run_of(int st) {
    const expr::definition& d = *on(st).body;
    if (d.is_call()) return -1;
    const expr::value& v = d.values[d.value_of[0]];
    const bool copies = v.kind == expr::value_kind::read && v.count > 0 && !d.is_reduction;
    if (!copies || d.rank < 2 || v.type == element::boolean) return -1;
    const schedule_room::stage& from = on(on(st).source_stage[v.source]);
    const int last = from.is_input() ? from.body->storage_order[v.count - 1] : v.count - 1;
    for (int a = 0; a < d.rank; ++a) {
      if (d.forms[v.first + last] == ir::make_variable(axis_base + a)) return a;
    }
    return -1;
  }

  /// Storage whose neighbours lie across the rows.
  void store_across(int st, int across, int width) {
    if (across + 1 < on(st).body->rank || random_.chance(30)) {
      step s = make(primitive::pack, st);
      s.numbers[0] = across;
      s.numbers[1] = width;
      attempt(s);
    }
    if (random_.chance(50)) {
      step s = make(primitive::pad, st);
      s.numbers[0] = across;
      attempt(s);
    }
  }

  /// The inner loop of a new split, or -1.
  int inner_of(int st, int l, int factor, tail at_end) {
    step s = make(primitive::split, st, {l});
    s.numbers[0] = factor;
    s.at_end = at_end;
    return attempt(s) ? live_->loop(st, s.loops[0] + ".i") : -1;
  }
};

}  // namespace fuzz
