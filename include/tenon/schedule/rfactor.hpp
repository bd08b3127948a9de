// rfactor: a reduction becomes two. The first reduces apart for each iteration of one of its loops,
// the second over those iterations.
//
//   k = f·k.o + k.i, rfactor(k.i):
//
//   for i                                for k.i in 0 … f, i
//     for k.o, k.i                 →       for k.o
//       C(i) ⊕= T(i, f·k.o + k.i)            C.f(k.i, i) ⊕= T(i, f·k.o + k.i)
//                                        for i
//                                          for k.i
//                                            C(i) ⊕= C.f(k.i, i)
//
// C.f is a stage of its own, whose elements don't depend on each other: its loop over k.i can be
// vectorized, run in parallel or bound to threads, which no loop of a reduction can. Where a split
// leaves a rest, the terms beyond the end are the identity.
//
// Law: the terms are combined in another order. Reassociating; the reducer must be associative and
// commutative.
#pragma once

#include <tenon/schedule/collect.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// How far a loop runs, before anything is known of symbols: ⌈form / divisor⌉.
struct loop_range {
  ir::affine form;
  index_t divisor;

  constexpr loop_range over(index_t f) const {
    if (form.is_constant()) return {ir::make_affine(ceil_div(form.constant, divisor * f)), 1};
    return {form, divisor * f};
  }
};

/// The range of a loop of splits.
constexpr loop_range range_of(const stage& on, int l) {
  const loop& x = on.loops[l];
  if (x.origin == loop_origin::root) return {on.body->axes[l].range, on.body->axes[l].divisor};
  const bool divided = x.origin == (x.by_parts ? loop_origin::inner : loop_origin::outer);
  return divided ? range_of(on, x.parent).over(x.factor) : loop_range{ir::make_affine(x.factor), 1};
}

/// The reduced loops of a nest as axes of another definition: their variables, and the conditions
/// under which a term exists.
struct factored_loops {
  const stage& on;
  ir::affine variable[max_loops] = {};
  list<ir::affine, max_loops> conditions;

  constexpr explicit factored_loops(const stage& of) : on(of) {}

  /// The value of loop `l` over the axes.
  constexpr ir::affine value(int l) {
    const int child = on.loops[l].child;
    if (child < 0) return variable[l];
    const loop& x = on.loops[child];
    const ir::affine outer = value(child);
    const ir::affine inner = value(x.partner);
    const index_t step = x.by_parts ? range_of(on, x.partner).form.constant : x.factor;
    const ir::affine r = outer * step + inner;
    const loop_range whole = range_of(on, l);
    if (!whole.form.is_constant() || floor_mod(whole.form.constant, x.factor) != 0)
      conditions.push(whole.form - 1 - r * whole.divisor);
    return r;
  }
};

/// Whether a stage has its first loops still, but for splits and reorders of reduced ones; no other
/// stage uses them, and no other primitive was used.
constexpr bool is_fresh(const state& s, int st) {
  const stage& on = *s.stages[st];
  for (const loop& x : on.loops) {
    if (x.mark != loop_mark::none || x.times > 0 || x.turns || x.hint != ir::loop_hint::none || (!x.reduced && x.child >= 0))
      return false;
  }
  for (int i = 0; i < s.count; ++i) {
    if (s.stages[i]->where == placement::at && s.stages[i]->at_stage == st) return false;
    if (s.stages[i]->has_store && s.stages[i]->store_stage == st) return false;
  }
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.padded[d] || on.aligned[d].factor > 0) return false;
  }
  return on.layout.empty() && on.tile_loop < 0 && on.scope == memory_scope::automatic && !on.doubled && on.prefetches.empty() &&
         on.tensor_loop < 0;
}

/// Whether a loop, and all it became, comes from splits whose rests are guarded and whose steps are
/// numbers.
constexpr bool is_factorable(const stage& on, int l) {
  const int child = on.loops[l].child;
  if (child < 0) return true;
  const loop& x = on.loops[child];
  if (x.origin == loop_origin::fused || x.at_end != tail::guard) return false;
  if (x.by_parts && !range_of(on, x.partner).form.is_constant()) return false;
  return is_factorable(on, child) && is_factorable(on, x.partner);
}

/// Whether a reducer's combination is made of its operands and numbers.
constexpr bool combines_operands(const expr::definition& d, int v) {
  const expr::value& x = d.values[v];
  if (x.kind == expr::value_kind::left || x.kind == expr::value_kind::right) return true;
  if (x.kind == expr::value_kind::read) return false;
  if (x.kind == expr::value_kind::operation && x.op < ir::operation::negate) return x.op == ir::operation::constant;
  return combines_operands(d, x.a) && (x.b < 0 || combines_operands(d, x.b)) && (x.c < 0 || combines_operands(d, x.c));
}

/// Copies a combination into another definition.
constexpr int copy_combination(expr::definition& to, const expr::definition& from, int v) {
  expr::value x = from.values[v];
  const bool has_operands = x.kind == expr::value_kind::call ||
                            (x.kind == expr::value_kind::operation && x.op >= ir::operation::negate);
  if (has_operands) {
    x.a = copy_combination(to, from, x.a);
    if (x.b >= 0) x.b = copy_combination(to, from, x.b);
    if (x.c >= 0) x.c = copy_combination(to, from, x.c);
  }
  return to.add(x);
}

/// A definition with the results, the reducer and the line of another one.
constexpr expr::reference start_definition(const expr::definition& like, const name& label, expr::definition_kind kind) {
  expr::reference r(new expr::definition);
  r->label = label;
  r->kind = kind;
  r->line = like.line;
  r->results = like.results;
  r->is_reduction = true;
  for (int i = 0; i < like.results; ++i) {
    r->types[i] = like.types[i];
    r->identity[i] = like.identity[i];
  }
  return r;
}

constexpr void push_axis(expr::definition& d, const expr::bound_axis& axis, bool reduced) {
  if (reduced) {
    ++d.reduced;
  } else {
    d.shape[d.rank++] = axis.range;
  }
  d.axes.push(axis);
}

/// A value that stands for nothing where a condition doesn't hold.
constexpr int or_identity(expr::definition& d, const list<ir::affine, max_loops>& conditions, int v, int result) {
  const auto operation = [](ir::operation op, element type, int a = -1, int b = -1, int c = -1) {
    return expr::make_value(expr::value_kind::operation, op, type, a, b, c);
  };
  int all = -1;
  for (const ir::affine& k : conditions) {
    expr::value holds = operation(ir::operation::holds, element::boolean);
    holds.first = d.forms.push(k);
    holds.count = 1;
    const int one = d.add(holds);
    all = all < 0 ? one : d.add(operation(ir::operation::logical_and, element::boolean, all, one));
  }
  if (all < 0) return v;
  expr::value identity = operation(ir::operation::constant, d.types[result]);
  identity.bits = d.identity[result];
  return d.add(operation(ir::operation::select, d.types[result], all, v, d.add(identity)));
}

/// The definition of the parts: `on`'s, with loop `l` as dimension `dimension`.
constexpr expr::reference parts_of(const stage& on, int l, int dimension) {
  const expr::definition& from = *on.body;
  name label = from.label;
  label.append('.');
  label.append('f');
  expr::reference r = start_definition(from, label, expr::definition_kind::compute);
  expr::definition& d = *r;
  ir::affine axes[expr::max_variables] = {};
  factored_loops loops(on);
  const auto add = [&](const expr::bound_axis& axis, bool reduced) {
    push_axis(d, axis, reduced);
    return ir::make_variable(axis_base + d.axes.size() - 1);
  };
  const auto add_loop = [&](int at, bool reduced) {
    const loop_range range = range_of(on, at);
    loops.variable[at] = add(expr::bound_axis{on.loops[at].label, range.form, range.divisor}, reduced);
  };
  for (int a = 0; a <= from.rank; ++a) {
    if (a == dimension) add_loop(l, false);
    if (a < from.rank) axes[a] = add(from.axes[a], false);
  }
  for (const std::int32_t at : on.order) {
    if (on.loops[at].reduced && at != l) add_loop(at, true);
  }
  d.is_reduction = d.reduced > 0;
  for (int a = from.rank; a < from.axes.size(); ++a) axes[a] = loops.value(a);
  const int skipped = from.kind == expr::definition_kind::update ? 1 : 0;  // what it writes over: no term reads it
  for (int k = skipped; k < from.sources.size(); ++k)
    expr::add_source(d, expr::reference(from.sources[k].tensor), from.sources[k].result);
  for (int k = 0; k < from.quotients.size(); ++k) {
    const expr::quotient& q = from.quotients[k];
    axes[expr::max_axes + k] = d.divide(expr::bind(q.dividend, axes), q.divisor);
  }
  for (int k = 0; k < from.picks.size(); ++k) axes[expr::max_axes + expr::max_quotients + k] = ir::make_variable(expr::pick_base + d.picks.push(from.picks[k]));
  for (const ir::affine& form : from.forms) d.forms.push(expr::bind(form, axes));
  for (const expr::value& v : from.values) {
    expr::value x = v;
    if (x.kind == expr::value_kind::read) x.source -= skipped;
    d.values.push(x);
  }
  for (int i = 0; i < from.results; ++i) {
    d.combination[i] = from.combination[i];
    d.value_of[i] = or_identity(d, loops.conditions, from.value_of[i], i);
  }
  return r;
}

/// The definition that combines the parts.
constexpr expr::reference combined(const stage& on, const expr::reference& parts, int dimension) {
  const expr::definition& from = *on.body;
  expr::reference r = start_definition(from, from.label, from.kind);
  expr::definition& d = *r;
  if (from.kind == expr::definition_kind::update)
    expr::add_source(d, expr::reference(from.sources[0].tensor), from.sources[0].result);
  for (int a = 0; a < from.rank; ++a) push_axis(d, from.axes[a], false);
  push_axis(d, parts->axes[dimension], true);
  for (int a = 0; a <= from.rank; ++a) {
    d.forms.push(ir::make_variable(axis_base + (a == dimension ? from.rank : a < dimension ? a : a - 1)));
  }
  for (int i = 0; i < from.results; ++i) {
    expr::value v = expr::make_value(expr::value_kind::read, ir::operation::load, from.types[i]);
    v.source = expr::add_source(d, parts, i);
    v.first = 0;
    v.count = parts->rank;
    d.value_of[i] = d.add(v);
  }
  for (int i = 0; i < from.results; ++i) d.combination[i] = copy_combination(d, from, from.combination[i]);
  return r;
}

/// Whether loop `l` of a stage may be factored out.
constexpr bool may_rfactor(state& s, int st, int l, int dimension, std::uint32_t line) {
  const stage& on = *s.stages[st];
  bool splits = true;
  for (int a = on.body->rank; a < on.body->axes.size(); ++a) splits = splits && is_factorable(on, a);
  if (!on.body->is_reduction || on.position(l) < 0 || !on.loops[l].reduced || !splits) {
    s.problem.record(rule::rfactor_loop, l, st, line);
  } else if (!on.body->reorderable || !combines_operands(*on.body, on.body->combination[0])) {
    s.problem.record(rule::rfactor_reducer, st, 0, line);
  } else if (!is_fresh(s, st)) {
    s.problem.record(rule::rfactor_first, st, 0, line);
  } else if (range_of(on, l).divisor != 1) {
    s.problem.record(rule::rfactor_extent, l, st, line);
  } else if (dimension < 0 || dimension > on.body->rank || on.body->rank == ir::max_rank) {
    s.problem.record(rule::dimension_unknown, dimension, on.body->rank == ir::max_rank ? 0 : on.body->rank + 1, line);
  }
  return s.problem.ok();
}

/// Makes a stage of the parts, which stage `st` combines from then on; the new stage, or -1 when a
/// rule is broken.
constexpr int rfactor(state& s, int st, int l, int dimension, std::uint32_t line) {
  if (!may_rfactor(s, st, l, dimension, line)) return -1;
  const expr::reference parts = parts_of(*s.stages[st], l, dimension);
  const expr::reference whole = combined(*s.stages[st], parts, dimension);
  check_tables(s, *parts);
  check_tables(s, *whole);
  const int made = s.problem.ok() ? add_stage(s, parts) : -1;
  if (!s.problem.ok()) return -1;
  step& now = s.remember(primitive::rfactor, st, l);
  now.numbers[0] = dimension;
  now.made = made;
  stage& on = *s.stages[st];
  const bool updates = on.body->kind == expr::definition_kind::update;
  for (int k = 0; k < parts->sources.size(); ++k) s.stages[made]->source_stage[k] = on.source_stage[k + updates];
  s.stages[made]->reassociates = on.reassociates = true;
  for (int k = updates; k < whole->sources.size(); ++k) on.source_stage[k] = made;
  on.body = whole.get();
  s.bodies[st] = whole;
  start_loops(on);
  move_last(s, dependence_position(s, st));
  place_steps(s);
  return made;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
