// Which stages are computed inside which loops of others.
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Position of a loop in the order in which it will run: a vectorized loop runs innermost.
constexpr int running_position(const stage& on, int l) {
  const int at = on.position(l);
  if (on.loops[l].mark == loop_mark::vectorized) return on.order.size();
  return at;
}

/// Whether stage `inner` is computed inside loop `l` of stage `outer`, or is that stage.
constexpr bool is_inside(const state& s, int inner, int outer, int l) {
  int guard = 0;
  while (inner != outer) {
    const stage& on = *s.stages[inner];
    if (on.where != placement::at || ++guard > max_stages) return false;
    if (on.at_stage == outer) {
      return running_position(*s.stages[outer], on.at_loop) >=
             running_position(*s.stages[outer], l);
    }
    inner = on.at_stage;
  }
  return true;
}

/// The stage at the root inside of whose loops a stage is computed; itself, if it is there.
constexpr int root_of(const state& s, int st) {
  for (int step = 0; step < max_stages && s.stages[st]->where == placement::at; ++step) st = s.stages[st]->at_stage;
  return st;
}

/// How much of a loop, or of what it became, runs among the outermost loops of the nest.
enum class share : std::uint8_t { none, part, whole };

constexpr share share_of(const stage& on, int l, int outermost) {
  const int child = on.loops[l].child;
  if (child < 0) return running_position(on, l) < outermost ? share::whole : share::none;
  const share of_child = share_of(on, child, outermost);
  if (on.loops[child].origin == loop_origin::fused) return of_child;
  return of_child == share_of(on, on.loops[child].partner, outermost) ? of_child : share::part;
}

/// A loop whose iterations inside of the `outermost` loops are no interval of elements, or -1: a part
/// of a split stands outside of one that comes before it, or a loop was fused with one and split.
constexpr int scattered_loop(const stage& on, int outermost) {
  for (int l = 0; l < on.loops.size(); ++l) {
    const loop& x = on.loops[l];
    if (x.origin == loop_origin::inner) {
      const bool begins = share_of(on, l, outermost) != share::none;
      if (begins && share_of(on, x.partner, outermost) != share::whole) return l;
    }
    if (x.origin == loop_origin::fused && share_of(on, l, outermost) == share::part) return l;
  }
  return -1;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
