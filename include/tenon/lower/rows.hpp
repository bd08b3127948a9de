// Rows of recurrences: a step reads rows of a state that were made before, whatever the schedule makes of
// its loops.
//
//   for u of the scan: b at t = u - 1 reads h(t, …)       row u - 1: made in the iteration before
//                                     reads h(t + 1, …)   row u: refused
#pragma once

#include <tenon/lower/region.hpp>

namespace tenon::inline TENON_ABI::lower {

/// The most that an index over a stage's axes may be, of all that is computed of the stage.
constexpr affine most_of(const context& c, int st, const affine& index) {
  const plan& p = c.plan_of(st);
  const expr::definition& d = *c.stage_at(st).body;
  affine most = make_affine(index.constant);
  most.broken = index.broken;
  for (const ir::term& t : index) {
    const int a = t.var - axis_base;
    if (a < 0) {
      most = ir::add_scaled(most, make_variable(t.var), t.factor);
    } else {
      const affine low = a < d.rank ? p.low[a] : affine{};
      const affine last = a < d.rank ? low + p.extent[a] - 1 : d.axes[a].range - 1;  // at least, where divided
      most = ir::add_scaled(most, t.factor > 0 ? last : low, t.factor);
    }
  }
  return most;
}

/// Whether what a stage computes in an iteration of its scan is told by its loops, not by its region: the
/// scan itself, and what computes points beyond its region, for which conditions aren't checked.
constexpr bool follows_loops(const stage& on) {
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.padded[d]) return true;
  }
  return on.tile_loop >= 0 || on.padded_sum || on.body->is_scan();
}

/// Checks the rows that stage `st` reads of states, through inlined stages too.
constexpr void check_rows(context& c, int st) {
  const stage& on = c.stage_at(st);
  const bool by_loops = follows_loops(on);
  affine axes[expr::max_variables] = {};
  for (int a = 0; a < on.body->axes.size(); ++a) axes[a] = by_loops ? c.plan_of(st).axis[a] : make_variable(axis_base + a);
  const auto unknown = [](const affine&, index_t) {
    affine row{};
    row.broken = true;
    return row;
  };
  each_read(c, on, axes, unknown, [&](int from, int, const affine* indices, int) {
    if (!c.stage_at(from).is_state()) return;
    const int scan = c.keeper_of(from);
    affine row = by_loops ? indices[0] : most_of(c, st, indices[0]);
    if (!bound_in(c, row, true, {scan, 0}) || !proves(c, c.plan_of(scan).axis[0] - 1 - row))
      c.problem.record(rule::scan_row, st, from, on.body->line);
  });
}

}  // namespace tenon::inline TENON_ABI::lower
