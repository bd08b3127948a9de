// Which stages are computed inside which loops.
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

}  // namespace tenon::inline TENON_ABI::schedule_room
