// Opaque calls: one statement in place of the loops that a function runs.
//
//   for i:                                       for i:
//     for j, k: S[i, j] from A[i, k]       →       sort(A[i, 0:n], write S[i, 0:n])
#pragma once

#include <tenon/lower/leaf.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Functions are a processor's.
constexpr void check_calls(context& c) {
  if (!c.p.machine.has_blocks() && !c.p.machine.is_decoupled()) return;
  for (int st = 0; st < c.schedule.count; ++st) {
    if (c.stage_at(st).body->is_call()) return c.problem.record(rule::call_device, st, 0, c.stage_at(st).line);
  }
}

/// Whether the loops from `position` inward are those of a call's function.
constexpr bool begins_call(const context& c, int st, int position) {
  const expr::definition& d = *c.stage_at(st).body;
  return d.is_call() && position == c.plan_of(st).nest.size() - (d.axes.size() - d.looped);
}

/// The number of a function in the program, which gets it if it is new.
constexpr int function_number(context& c, const ir::external_function& f) {
  for (int i = 0; i < c.p.functions.size(); ++i) {
    const ir::external_function& known = c.p.functions[i];
    if (known.entry == f.entry && known.label == f.label) return i;
  }
  return c.p.functions.push(f);
}

/// The view of result `r`, or of what value number `v` reads.
constexpr int emit_view(context& c, int st, int v, const affine* axes, int function, int next) {
  const stage& on = c.stage_at(st);
  const expr::definition& d = *on.body;
  list<affine, ir::max_rank> extents;
  if (v < 0) {
    for (int k = d.looped; k < d.rank; ++k) extents.push(d.shape[k]);
    return c.build.call(function, c.plan_of(st).buffer[-1 - v], own_indices(c, st, axes, false), extents, next);
  }
  const expr::value& x = d.values[v];
  const int from = on.source_stage[x.source];
  const stage& source = c.stage_at(from);
  affine indices[ir::max_rank + 1] = {};
  for (int k = 0; k < x.count; ++k) {
    indices[k] = bind(d.forms[x.first + k], axes);
    if (k >= x.count - d.free_dimensions(x)) extents.push(source.body->shape[k]);
  }
  const int buffer = c.plan_of(from).buffer[d.sources[x.source].result];
  if (source.is_input()) return c.build.call(function, buffer, ir::affines(indices, x.count), extents, next);
  return c.build.call(function, buffer, stored_indices(c, st, from, indices), extents, next);
}

/// The call that computes a stage's tile at a point of its loops.
constexpr int emit_call(context& c, int st) {
  const expr::definition& d = *c.stage_at(st).body;
  affine axes[expr::max_variables] = {};  // 0 along those of the function
  for (int a = 0; a < d.looped; ++a) axes[a] = c.resolve(c.plan_of(st).axis[a]);
  const home inside{st, c.plan_of(st).nest.size() - 1};
  bind_derived(d, axes, [&](const affine& x, index_t f) { return leaf_quotient(c, inside, x, f); });
  const int function = function_number(c, d.function);
  int next = -1;
  for (int i = d.views.size() - 1; i >= 0; --i) next = emit_view(c, st, d.views[i], axes, function, next);
  return inside_leaf_lets(c, next);
}

}  // namespace tenon::inline TENON_ABI::lower
