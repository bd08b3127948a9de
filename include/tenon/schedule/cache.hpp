// cache_read, cache_write, pad: copies that stay close to where they are used.
//
//   cache_read:   C reads T(i)             →   T.c(i) = T(i);  C reads T.c(i)      (then placed
//                                              by compute_at, laid out by transform_layout)
//   cache_write:  for io                       for io
//                   for r, ii              →     W[ii] = identity, or what C holds already
//                     C(io, ii) ⊕= …             for r, ii: W[ii] ⊕= …
//                                                for ii: C(io, ii) = W[ii]
//   pad:          points outside the tensor are computed too, from zeros, instead of guarded
//
// Law: every element has the value it had. Bit-preserving.
#pragma once

#include <tenon/schedule/collect.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// A definition that copies one result of another, with axes named after the dimensions.
constexpr expr::reference copy_of(const expr::reference& from, int result, std::uint32_t line) {
  expr::reference r(new expr::definition);
  r->label = from->label;
  r->label.append('.');
  r->label.append('c');
  r->line = line;
  r->rank = from->rank;
  r->types[0] = from->types[result];
  expr::value v = expr::make_value(expr::value_kind::read, ir::operation::load, computed_in(from->types[result]));
  v.source = expr::add_source(*r, from, result);
  v.first = 0;
  v.count = from->rank;
  for (int d = 0; d < from->rank; ++d) {
    name axis_name = make_name("d0");
    axis_name.words[0] += static_cast<std::uint64_t>(d) << 8;
    r->axes.push(expr::bound_axis{axis_name, from->shape[d]});
    r->shape[d] = from->shape[d];
    r->forms.push(ir::make_variable(axis_base + d));
  }
  r->value_of[0] = r->values.push(v);
  return r;
}

/// Whether operand `k` of a stage is what it writes, which no value reads.
constexpr bool is_written(const expr::definition& d, int k) {
  if (d.kind == expr::definition_kind::update) return k == 0;
  return d.is_scan() && (k == d.closes[0] || k == d.closes[1]);
}

/// Makes a copy of stage `of` (its first result) that every reader named uses instead; the copy.
constexpr int cache_read(state& s, int of, int reader, std::uint32_t line) {
  bool used = false;
  for (int i = 0; i < s.count; ++i) {
    if (reader >= 0 && i != reader) continue;
    const stage& on = *s.stages[i];
    for (int k = 0; k < on.body->sources.size(); ++k) {
      used = used || (on.source_stage[k] == of && on.body->sources[k].result == 0 && !is_written(*on.body, k));
    }
  }
  if (!used) {
    s.problem.record(rule::cache_read_use, of, reader, line);
    return -1;
  }
  const int before = s.count;
  const int made = add_stage(s, copy_of(s.bodies[of], 0, line));
  if (s.count == before) return -1;
  s.stages[made]->is_copy = true;
  s.stages[made]->source_stage[0] = of;
  for (int i = 0; i < before; ++i) {
    if (reader >= 0 && i != reader) continue;
    stage& on = *s.stages[i];
    for (int k = 0; k < on.body->sources.size(); ++k) {
      if (on.source_stage[k] == of && on.body->sources[k].result == 0 && !is_written(*on.body, k))
        on.source_stage[k] = made;
    }
  }
  move_last(s, dependence_position(s, of) + 1);
  place_steps(s);
  step& now = s.remember(primitive::cache_read, of);
  now.other = reader;
  now.made = made;
  return made;
}

constexpr void cache_write(state& s, int st, int l, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.position(l) < 0) return s.problem.record(rule::axis_not_a_loop, l, st, line);
  if (on.tile_loop >= 0) return s.problem.record(rule::cache_twice, l, st, line);
  if (!on.body->is_reduction || on.body->results != 1 ||
      on.loops[l].mark == loop_mark::vectorized) {
    return s.problem.record(rule::cache_write_place, l, st, line);
  }
  on.tile_loop = l;
  on.tile_line = line;
  s.remember(primitive::cache_write, st, l);
}

/// Whether a stage has dimension `d`; recorded if it has not.
constexpr bool has_dimension(state& s, const stage& on, int d, std::uint32_t line) {
  if (d >= 0 && d < on.body->rank) return true;
  s.problem.record(rule::dimension_unknown, d, on.body->rank, line);
  return false;
}

constexpr void pad(state& s, int st, int dimension, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (on.is_input() || on.is_output || on.body->kind == expr::definition_kind::update) {
    return s.problem.record(rule::pad_place, st, dimension, line);
  }
  if (!has_dimension(s, on, dimension, line)) return;
  on.padded[dimension] = true;
  s.remember(primitive::pad, st).numbers[0] = dimension;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
