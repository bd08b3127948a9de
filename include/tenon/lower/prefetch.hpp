// Prefetches: the part of a tensor that an iteration reads, a statement for each of its lines.
//
//   an iteration reads A[i, 0 … 39] of floats   →   for line < 3: prefetch A[i, 16·line]
#pragma once

#include <tenon/lower/value.hpp>
#include <tenon/schedule/prefetch.hpp>

namespace tenon::inline TENON_ABI::lower {

/// Elements of a tensor from one prefetch to the next along dimension `d`: a line of 64 bytes where
/// neighbours lie side by side.
constexpr index_t prefetch_step(const stage& from, int d) {
  const int last = from.body->rank - 1;
  const bool adjacent = from.is_input() ? d == from.body->storage_order[last] : d == last && !says_strides(from);
  return adjacent ? 64 / size_of(from.body->types[0]) : 1;
}

/// Wraps the lets and picks that a statement's addresses need around it.
constexpr int inside_leaf_lets(context& c, int statement) {
  if (c.leaf_lets.overflowed) c.problem.record(rule::program_too_large, 0, c.leaf_lets.capacity(), 0);
  for (int i = c.leaf_lets.size() - 1; i >= 0; --i) {
    const leaf_variable& x = c.leaf_lets[i];
    statement = x.value < 0 ? c.build.let(x.var, statement) : c.build.pick(x.var, x.value, statement);
  }
  c.leaf_lets.clear();
  return statement;
}

/// Nothing, in place of a statement whose addresses need lets already.
constexpr int without_leaf_lets(context& c) {
  c.leaf_lets.clear();
  return c.build.block({});
}

/// Where prefetches stand: indices over loops of their own, and the conditions under which they exist.
struct prefetch_places {
  affine indices[ir::max_rank + 1] = {};
  list<affine, max_predicates> inside;
  list<var_id, ir::max_rank> loops;
  index_t lines = 1;  ///< -1: not constant

  constexpr void keep(const context& c, const affine& form) {
    if (!is_certain(c, form)) inside.push(form);
  }
};

/// Adds the lines along dimension `d` of what is read of it.
constexpr void add_lines(context& c, prefetch_places& to, int tensor, int d, const interval& read, home place) {
  const stage& from = c.stage_at(tensor);
  const affine& size = from.body->shape[d];
  const bool known = read.known && !read.whole;
  const affine low = known ? leaf_form(c, place, read.low) : affine{};
  const affine high = known ? leaf_form(c, place, read.high) : size - 1;
  affine extent = high - low + 1;
  const bool exact = extent.is_constant();
  if (!exact) bound_extent(c, extent);
  const index_t step = prefetch_step(from, d);
  const index_t count = extent.is_constant() ? ceil_div(extent.constant, step) : -1;
  to.lines = count < 0 || to.lines < 0 ? -1 : to.lines * count;
  to.indices[d] = low;
  if (count > 1) {
    ir::variable v{};
    v.label = make_name("line");
    v.kind = ir::variable_kind::loop;
    v.subject = -1;
    set_bounds(v, affine{}, make_affine(count - 1));
    to.loops.push(c.add_variable(v, place));
    to.indices[d] = low + make_variable(to.loops.back(), step);
  }
  const affine first = from.is_input() ? affine{} : c.plan_of(tensor).stored_low[d];  // of what is stored
  const affine& stored = from.is_input() ? size : c.plan_of(tensor).stored_extent[d];
  to.keep(c, to.indices[d] - first);
  to.keep(c, first + stored - 1 - to.indices[d]);
  if (!exact) to.keep(c, high - to.indices[d]);
}

/// Prefetches what an iteration of loop `position` reads, where its variables stand for another one.
constexpr int emit_prefetch(context& c, int st, int position, const schedule_room::prefetched& order) {
  const stage& from = c.stage_at(order.tensor);
  const home place{st, position};
  interval read[ir::max_rank] = {};
  each_read(c, st, [&](int source, int result, const affine* indices, int count) {
    for (int k = 0; k < count && source == order.tensor && result == 0; ++k)
      join(c, read[k], indices[k], end_of_splits(c, st, indices[k], place), place);
  });
  prefetch_places at{};
  for (int d = 0; d < from.body->rank; ++d) {
    add_lines(c, at, order.tensor, d, read[d], place);
    if (at.lines >= 0 && at.lines <= schedule_room::max_prefetch_lines) continue;
    c.problem.record(rule::prefetch_size, at.lines, schedule_room::max_prefetch_lines, order.line);
    return without_leaf_lets(c);
  }
  if (at.lines == 0) return without_leaf_lets(c);
  const int buffer = c.plan_of(order.tensor).buffer[0];
  int body = from.is_input() ? c.build.prefetch(buffer, ir::affines(at.indices, from.body->rank), at.inside)
                             : c.build.prefetch(buffer, stored_indices(c, st, order.tensor, at.indices), at.inside);
  if (body < 0) return without_leaf_lets(c);
  body = inside_leaf_lets(c, body);
  for (int i = at.loops.size() - 1; i >= 0; --i) {
    const affine count = c.p.variables[at.loops[i]].upper + 1;
    body = c.build.loop(at.loops[i], count, ir::loop_kind::unrolled, body);
  }
  return body;
}

}  // namespace tenon::inline TENON_ABI::lower
