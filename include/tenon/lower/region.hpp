// Bounds inference: the part of each stage that its consumers read, from the inside out. A stage
// computed at a loop computes just what that loop's iteration reads:
//
//   C(x) = P(x) + P(x + 2), P computed at the loop x.o of x = 8·x.o + x.i
//   → P from 8·x.o on, 10 elements
#pragma once

#include <tenon/lower/loops.hpp>
#include <tenon/lower/quotient.hpp>
#include <tenon/schedule/inside.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Inside which loop a stage is computed; {everywhere, at_entry} at the root.
constexpr home place_of(const context& c, int st) {
  const stage& on = c.stage_at(st);
  if (on.where != placement::at) return {everywhere, at_entry};
  return {on.at_stage, c.plan_of(on.at_stage).nest.find(on.at_loop), schedule_room::is_shared(c.schedule, st)};
}

/// Inside which loop a stage's storage lives.
constexpr home store_place_of(const context& c, int st) {
  const stage& on = c.stage_at(st);
  if (on.where != placement::at) return {everywhere, at_entry};
  if (!on.has_store) return place_of(c, st);
  if (on.store_stage < 0) return {everywhere, at_entry};
  return {on.store_stage, c.plan_of(on.store_stage).nest.find(on.store_loop), schedule_room::is_shared(c.schedule, st)};
}

/// Inside which loop a stage's storage is allocated: parts of stages that run ahead live around the loop
/// that fills them in turn, each holding what one of its iterations reads.
constexpr home allocation_place_of(const context& c, int st) {
  home place = store_place_of(c, st);
  if (c.stage_at(st).lead > 0) --place.position;
  return place;
}

/// Joins an index's range, from the least of `low` to the most of `high`, into what is read of a
/// dimension.
constexpr void join(context& c, interval& read, affine low, affine high, home place) {
  if (!bound_at(c, low, false, place) ||
      !bound_at(c, high, true, place)) {
    read.whole = true;
    return;
  }
  if (!read.known) {
    read = interval{low, high, true, read.whole};
    return;
  }
  if (proves_not_above(c, low, read.low)) read.low = low;
  else if (!proves_not_above(c, read.low, low)) read.whole = true;
  if (proves_not_above(c, read.high, high)) read.high = high;
  else if (!proves_not_above(c, high, read.high)) read.whole = true;
}

/// Whether every element of dimension `d` that is read was computed, also those outside the tensor.
constexpr bool covers_outside(const context& c, int st, int d) {
  const interval& read = c.plan_of(st).read[d];
  return c.stage_at(st).padded[d] && read.known && !read.whole;
}

/// The last index that both loops of a split reach, of which the end of what was split is known:
/// where the last tile is partial, less than the last of its loop. Only for an index that is
/// checked wherever it is used, so neither for padded dimensions nor in cache_write's tiles.
///
///   x = 16·x.o + x.i of 0 … n, read at x + 2   →   n + 1, not 16·ceil(n / 16) + 1
constexpr affine end_of_splits(const context& c, int st, affine index, home place) {
  const stage& on = c.stage_at(st);
  const plan& p = c.plan_of(st);
  if (on.tile_loop >= 0 || on.padded_sum) return index;
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.padded[d]) return index;
  }
  for (const ir::term& t : index) {
    if (is_quotient(c.p.variables[t.var]) && !c.in_scope(t.var, place)) return index;
  }
  for (const std::int32_t l : p.nest) {
    const loop& inner = on.loops[l];
    if (inner.origin != loop_origin::inner || inner.by_parts || !p.nest.contains(inner.partner)) continue;
    const var_id o = p.loop_var[inner.partner];
    const var_id i = p.loop_var[l];
    const index_t step = index.factor_of(i);
    if (step <= 0 || index.factor_of(o) != step * inner.factor) continue;
    if (c.in_scope(o, place) || c.in_scope(i, place)) continue;
    index = ir::substitute(ir::substitute(index, o, affine{}), i, p.loop_extent[inner.parent] - 1);
  }
  return index;
}

/// Calls `visit(source, result, indices, count)` for each element that a stage reads at a point, through
/// inlined stages too; `axes` has room for what `derive` makes (see bind_derived).
template <class Derive, class Visit>
constexpr void each_read(const context& c, const stage& on, affine* axes, const Derive& derive, const Visit& visit) {
  const expr::definition& d = *on.body;
  bind_derived(d, axes, derive);
  for (int i = 0; i < d.values.size(); ++i) {
    const expr::value& v = d.values[i];
    if (v.kind != expr::value_kind::read) continue;
    const int from = on.source_stage[v.source];
    affine indices[expr::max_variables] = {};
    for (int k = 0; k < v.count; ++k) indices[k] = bind(d.forms[v.first + k], axes);
    if (c.stage_at(from).where == placement::inlined) each_read(c, c.stage_at(from), indices, derive, visit);
    else visit(from, d.sources[v.source].result, indices, v.count);
  }
}
/// The same at the point of stage `st`'s loops.
template <class Visit> constexpr void each_read(context& c, int st, const Visit& visit) {
  const auto derive = [&](const affine& dividend, index_t divisor) { return planned_quotient(c, st, dividend, divisor); };
  affine axes[expr::max_variables] = {};
  for (int a = 0; a < c.stage_at(st).body->axes.size(); ++a) axes[a] = c.plan_of(st).axis[a];
  each_read(c, c.stage_at(st), axes, derive, visit);
}

/// Adds what stage `st` reads to what is read of its sources.
constexpr void collect_reads(context& c, int st) {
  each_read(c, st, [&](int from, int, const affine* indices, int count) {
    const stage& source = c.stage_at(from);
    if (source.is_input()) return;
    const bool placed_output = source.is_output && source.where == placement::at;
    if (placed_output && !schedule_room::is_inside(c.schedule, st, source.at_stage, source.at_loop)) return;  // all is there
    const home place = place_of(c, from);
    for (int k = 0; k < count; ++k) join(c, c.plan_of(from).read[k], indices[k], end_of_splits(c, st, indices[k], place), place);
  });
}

/// Whether dimension `d` of a stage must have a constant extent: its windows and its lanes and
/// spelled-out loops have.
constexpr bool needs_constant_extent(const stage& on, int d) {
  if (on.has_store) return true;
  for (const std::int32_t leaf : on.order) {
    const loop_mark mark = on.loops[leaf].mark;
    if (mark != loop_mark::vectorized && mark != loop_mark::unrolled && !schedule_room::is_thread(mark)) continue;
    int l = leaf;
    while (on.loops[l].origin == (on.loops[l].by_parts ? loop_origin::inner : loop_origin::outer)) l = on.loops[l].parent;
    if (l == d) return true;
  }
  return false;
}

/// Makes what is read of a dimension as long as the most that any iteration reads.
constexpr void lengthen(const context& c, interval& read) {
  affine extent = read.high - read.low + 1;
  if (extent.is_constant() || !bound_extent(c, extent)) return;
  if (extent.is_constant()) read.high = read.low + (extent - 1);
}

/// The interval of a dimension that is computed: what is read, inside the tensor where that is
/// certain; the whole dimension where nothing better is known.
constexpr void plan_region(context& c, int st) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  // the caller sees all, and each row of a scan is made of others
  const bool is_whole = (on.is_output && on.where == placement::root) || on.body->kind == expr::definition_kind::update || on.body->is_scan();
  for (int d = 0; d < on.body->rank; ++d) {
    const affine& size = on.body->axes[d].range;
    interval& read = p.read[d];
    if (read.known && !read.whole && !on.is_output && needs_constant_extent(on, d)) lengthen(c, read);
    affine low{};
    affine high = size - 1;
    const bool is_tile = on.body->is_call() && d >= on.body->looped;
    if (covers_outside(c, st, d)) {
      low = read.low;
      high = read.high;
    } else if (!is_whole && !is_tile && read.known && !read.whole) {
      // what lies beyond the tensor's edge for certain needs not be computed
      if (!c.is_global(read.low) || !proves(c, -1 * read.low)) low = read.low;
      if (!c.is_global(read.high) || !proves_not_above(c, size - 1, read.high)) high = read.high;
    }
    p.low[d] = low;
    p.extent[d] = high - low + 1;
    if (p.extent[d].is_constant() && p.extent[d].constant < 0) p.extent[d] = affine{};  // nothing is read
    settle(c, low);
    settle(c, p.extent[d]);
  }
}

}  // namespace tenon::inline TENON_ABI::lower
