// Leaves: the stores at the bottom of a nest, in vector lanes where the schedule says so.
//
//   vectorize(i), 20 elements, 16 lanes   →   lanes 0 … 15 at once, then 16 … 19 at once
#pragma once

#include <tenon/lower/prefetch.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Which nest of a stage is emitted.
enum class phase : std::uint8_t {
  compute,     ///< the definition's value, or a reduction's update
  init,        ///< a reduction's identity, into the stage's storage
  tile_init,   ///< a reduction's identity, into cache_write's tile
  tile_load,   ///< what the stage's storage holds, into the tile
  tile_store,  ///< the tile into the stage's storage
};

/// Which axes' conditions a nest checks: bit a for axis a.
using axis_set = std::uint32_t;
inline constexpr axis_set all_axes = ~axis_set{0};

/// Conditions of one statement, on its lanes above all.
using lane_conditions = list<affine, max_predicates>;

constexpr bool is_checked(const condition& k, axis_set checked) {
  return k.axis < 0 ? checked != 0 : ((checked >> k.axis) & 1) != 0;
}

/// Indices of the point in the stage's own storage, or in cache_write's tile.
constexpr list<affine, ir::max_rank> own_indices(context& c, int st, const affine* axes, bool in_tile) {
  const plan& p = c.plan_of(st);
  if (!in_tile) {
    if (c.p.buffers[p.buffer[0]].where != ir::memory::argument) return stored_indices(c, st, st, axes);
    list<affine, ir::max_rank> r;
    for (int d = 0; d < c.stage_at(st).body->rank; ++d) r.push(axes[d]);
    return r;
  }
  list<affine, ir::max_rank> r;
  for (int d = 0; d < c.stage_at(st).body->rank; ++d) r.push(axes[d] - c.resolve(p.tile_low[d]));
  return r;
}

/// What a reducer's combination finds in a place: where an intrinsic's loops hold all terms of a sum,
/// nothing in their first iteration.
constexpr int load_left(context& c, int st, int buffer, const list<affine, ir::max_rank>& indices,
                        const lane_conditions& stored) {
  if (!c.begins) return c.build.load(buffer, indices, stored);
  const plan& p = c.plan_of(st);
  affine later = make_affine(-1);
  for (int i = p.nest.size() - c.stage_at(st).behaviour->axes.size(); i < p.nest.size(); ++i) {
    if (c.stage_at(st).loops[p.nest[i]].reduced)
      later = later + c.resolve(make_variable(p.loop_var[p.nest[i]]));
  }
  lane_conditions conditions = stored;
  conditions.push(later);
  return c.build.load(buffer, indices, conditions);
}

/// The values of a stage's results at a point: its value, or the reducer's combination with what
/// `target` holds under the conditions `stored`.
constexpr void emit_results(context& c, int st, point& where, const affine* axes, const int* target,
                            const list<affine, ir::max_rank>& indices, const lane_conditions& stored,
                            int (&values)[expr::max_results]) {
  const stage& on = c.stage_at(st);
  const expr::definition& d = *on.body;
  box<scope> in;
  for (int a = 0; a < d.axes.size(); ++a) in->axes[a] = axes[a];
  open(c, st, *in, on);
  for (int r = 0; r < d.results; ++r) values[r] = emit_value(c, st, where, *in, d.value_of[r]);
  if (!d.is_reduction) {
    for (int r = 0; r < d.results; ++r) values[r] = c.build.cast(d.types[r], values[r]);
    return;
  }
  for (int r = 0; r < d.results; ++r) {
    where.left[r] = load_left(c, st, target[r], indices, stored);
    where.right[r] = values[r];
    const expr::value& term = d.values[d.value_of[r]];
    where.right_is_product[r] = term.kind == expr::value_kind::operation && term.op == ir::operation::multiply;
  }
  for (int r = 0; r < d.results; ++r) values[r] = emit_value(c, st, where, *in, d.combination[r]);
}

/// Conditions of the innermost loop that remain to be checked here; `firm_only`: those that even
/// cache_write's tile obeys, as its elements beyond them are other iterations' elements.
constexpr lane_conditions leaf_conditions(context& c, int st, phase which, axis_set checked, bool firm_only = false) {
  const plan& p = c.plan_of(st);
  lane_conditions r;
  for (const condition& k : p.conditions) {
    const bool here = (k.position == p.nest.size() - 1 && p.vector) || k.position == p.nest.size();
    if (k.reduced && which != phase::compute) continue;
    if (!(here && (k.firm || k.reduced))) {
      if (firm_only || which == phase::tile_init || (!here && which != phase::tile_load)) continue;
      if (!k.reduced && !is_checked(k, checked)) continue;
      if (k.dimension >= 0 && c.stage_at(st).padded[k.dimension]) continue;
    }
    const affine form = c.resolve(k.form);
    if (!proves(c, form)) r.push(form);
  }
  if (r.overflowed) c.problem.record(rule::program_too_large, 3, lane_conditions::capacity(), 0);
  return r;
}

/// The stores of one point, all values before any of them is written.
constexpr int emit_stores(context& c, int st, phase which, const lane_conditions& conditions, bool outside) {
  const expr::definition& d = *c.stage_at(st).body;
  const plan& p = c.plan_of(st);
  affine axes[expr::max_axes] = {};
  for (int a = 0; a < d.axes.size(); ++a) axes[a] = c.resolve(p.axis[a]);
  const bool tiled = c.tiling.contains(st);
  const bool to_tile = which == phase::tile_init || which == phase::tile_load || (which == phase::compute && tiled);
  const list<affine, ir::max_rank> to = own_indices(c, st, axes, to_tile);
  const int target[expr::max_results] = {to_tile ? p.tile_buffer : p.buffer[0], p.buffer[1]};
  point where{};
  where.outside = outside;
  where.predicates = conditions.size();
  for (int i = 0; i < conditions.size(); ++i) where.predicate[i] = conditions[i];
  // All of a tile is written, as nothing but its part of the tensor is stored in the end.
  const lane_conditions stored = to_tile ? leaf_conditions(c, st, which, all_axes, true) : conditions;
  int values[expr::max_results] = {-1, -1};
  switch (which) {
    case phase::compute: emit_results(c, st, where, axes, target, to, stored, values); break;
    case phase::init:
    case phase::tile_init:
      for (int r = 0; r < d.results; ++r) values[r] = c.build.constant(d.types[r], d.identity[r]);
      break;
    case phase::tile_load:
      values[0] = c.build.load(p.buffer[0], own_indices(c, st, axes, false), conditions);
      break;
    case phase::tile_store:
      values[0] = c.build.load(p.tile_buffer, own_indices(c, st, axes, true), {});
      break;
  }
  int first = -1;
  int last = -1;
  for (int r = 0; r < d.results; ++r) {
    const int made = c.build.store(target[r], to, values[r], stored);
    if (first < 0) first = made;
    else c.p.statements[last].group = made;
    last = made;
  }
  return inside_leaf_lets(c, first);
}

/// Marks the values that a definition's results are computed from, but for those that are indices alone.
constexpr void mark_computed(const expr::definition& d, bool (&computed)[expr::max_values]) {
  for (int r = 0; r < d.results; ++r) {
    for (const std::int32_t v : {d.value_of[r], d.combination[r]}) {
      if (v >= 0) computed[v] = true;
    }
  }
  for (int i = d.values.size() - 1; i >= 0; --i) {  // operands come earlier
    const expr::value& x = d.values[i];
    const bool has_operands = x.kind == expr::value_kind::call ||
                              (x.kind == expr::value_kind::operation && x.op >= ir::operation::negate);
    for (const std::int32_t v : {x.a, x.b, x.c}) {
      if (computed[i] && has_operands && v >= 0) computed[v] = true;
    }
  }
}

/// Lanes of a full vector for what a stage computes with: as many as its widest type has. What is an index
/// is one for all lanes.
constexpr index_t lanes_of(const context& c, int st) {
  index_t widest = 1;
  const stage& on = c.stage_at(st);
  const expr::definition& d = *on.body;
  bool computed[expr::max_values] = {};
  if (!d.picks.empty()) mark_computed(d, computed);
  for (int r = 0; r < d.results; ++r) widest = size_of(d.types[r]);
  for (int i = 0; i < d.values.size(); ++i) {
    const expr::value& v = d.values[i];
    if (!d.picks.empty() && !computed[i]) continue;
    if (v.kind == expr::value_kind::read && c.stage_at(on.source_stage[v.source]).where == placement::inlined) {
      const index_t inner = c.p.machine.vector_bytes / lanes_of(c, on.source_stage[v.source]);
      if (inner > widest) widest = inner;
    }
    if (size_of(v.type) > widest) widest = size_of(v.type);
  }
  const index_t lanes = c.p.machine.vector_bytes / widest;
  return lanes < 1 ? 1 : lanes;
}

/// A loop variable of `extent` iterations for lanes or strips of the stage; reused where one exists.
constexpr var_id piece_variable(context& c, int st, index_t extent, const char* label) {
  const int position = c.plan_of(st).nest.size() - 1;
  for (int v = c.p.variables.size() - 1; v >= 0; --v) {
    const ir::variable& x = c.p.variables[v];
    if (x.kind == ir::variable_kind::loop && x.label == make_name(label) && c.homes[v].stage == st &&
        x.upper == make_affine(extent - 1)) {
      return v;
    }
  }
  ir::variable v{};
  v.label = make_name(label);
  v.kind = ir::variable_kind::loop;
  v.subject = -1;
  v.has_lower = v.has_upper = true;
  v.upper = make_affine(extent - 1);
  return c.add_variable(v, {st, position});
}

/// One statement for `lanes` neighbouring elements from `start` on; a plain store for one.
constexpr int emit_lanes(context& c, int st, phase which, const affine& start, index_t lanes, axis_set checked, bool outside) {
  const plan& p = c.plan_of(st);
  const var_id v = p.loop_var[p.nest.back()];
  if (lanes == 1) {
    c.replaced.push(replacement{v, start});
    const lane_conditions conditions = leaf_conditions(c, st, which, checked);
    const int body = emit_stores(c, st, which, conditions, outside);
    c.replaced.pop();
    return body;
  }
  const var_id lane = piece_variable(c, st, lanes, "lane");
  c.replaced.push(replacement{v, start + make_variable(lane)});
  const int from = c.p.expressions.size();
  c.lane = lane;
  c.lane_from = from;
  const int body = emit_stores(c, st, which, leaf_conditions(c, st, which, checked), outside);
  c.lane = -1;
  c.replaced.pop();
  mark_lanes(c.p, from, lane);
  const auto defines = [&](int s) {
    const ir::statement_kind kind = c.p.statements[s].kind;
    return kind == ir::statement_kind::let || kind == ir::statement_kind::pick;
  };
  if (!defines(body)) {
    return c.build.loop(lane, make_affine(lanes), ir::loop_kind::vector, body);
  }
  int innermost = body;  // lets of addresses stand around the lanes
  while (defines(c.p.statements[innermost].body)) {
    innermost = c.p.statements[innermost].body;
  }
  const int stores = c.p.statements[innermost].body;
  c.p.statements[innermost].body = c.build.loop(lane, make_affine(lanes), ir::loop_kind::vector, stores);
  return body;
}

/// The innermost loop in vector lanes: whole vectors first, then smaller ones for what remains.
constexpr int emit_vectors(context& c, int st, phase which, index_t extent, index_t lanes, axis_set checked, bool outside) {
  while (lanes > extent && lanes > 1) lanes /= 2;
  list<std::int32_t, 16> pieces;
  const index_t full = extent / lanes;
  if (full == 1) {
    pieces.push(emit_lanes(c, st, which, affine{}, lanes, checked, outside));
  } else if (full > 1) {
    const var_id strip = piece_variable(c, st, full, "strip");
    const int body = emit_lanes(c, st, which, make_variable(strip, lanes), lanes, checked, outside);
    pieces.push(c.build.loop(strip, make_affine(full), full <= 8 ? ir::loop_kind::unrolled : ir::loop_kind::serial, body));
  }
  for (index_t done = full * lanes, width = lanes; done < extent; done += width) {
    while (width > extent - done) width /= 2;
    pieces.push(emit_lanes(c, st, which, make_affine(done), width, checked, outside));
  }
  return pieces.size() == 1 ? pieces[0] : c.build.block(pieces);
}

/// The innermost statement of a nest, in as many lanes as share the quotients of its addresses; -1 where
/// no two do, so that a vectorized loop runs one element at a time instead.
constexpr int emit_leaf(context& c, int st, phase which, axis_set checked, bool outside) {
  plan& p = c.plan_of(st);
  if (!p.vector) return emit_stores(c, st, which, leaf_conditions(c, st, which, checked), outside);
  const index_t extent = p.loop_extent[p.nest.back()].constant;
  index_t lanes = lanes_of(c, st);
  do {
    c.lane_divided = false;
    const int body = emit_vectors(c, st, which, extent, lanes, checked, outside);
    if (!c.lane_divided) return body;
    c.leaf_lets.clear();
    lanes /= 2;
  } while (lanes > 1);
  p.vector = false;
  return -1;
}

}  // namespace tenon::inline TENON_ABI::lower
