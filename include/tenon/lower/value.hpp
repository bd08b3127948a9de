// Values: a definition's expression becomes expressions of the loop program at one point of the
// nest. Inlined stages are replaced by their values, math functions by arithmetic, a·b + c by fma
// where the target has it.
#pragma once

#include <tenon/lower/math.hpp>
#include <tenon/lower/storage.hpp>

namespace tenon::inline TENON_ABI::lower {

/// How many conditions one statement's loads and stores obey at most.
inline constexpr int max_predicates = 16;

/// The point of the nest for which values are made.
struct point {
  bool outside;    ///< it may lie outside of tensors: loads check their bounds
  int predicates;  ///< number of conditions on lanes, that loads must obey
  affine predicate[max_predicates];
  int left[expr::max_results];   ///< what was accumulated, in a reducer's combination
  int right[expr::max_results];
  bool right_is_product[expr::max_results];
};

/// A stage's expression at a point: which values exist already.
struct scope {
  const stage* on;
  affine axes[expr::max_variables];               ///< and quotients
  list<std::int32_t, expr::max_values> made;     ///< of each value: its expression, or -1
  list<bool, expr::max_values> made_outside;     ///< it was made for a point that may lie outside
};

/// Stands for what isn't picked yet.
inline constexpr var_id nothing_picked = ir::limit::variables;

/// Begins a scope of stage `on`, whose axes it has already, inside the nest of stage `at`.
constexpr void open(context& c, int at, scope& s, const stage& on) {
  s.on = &on;
  const home inside{at, c.plan_of(at).nest.size() - 1};
  bind_derived(*on.body, s.axes, [&](const affine& x, index_t f) {
    return f == 0 ? make_variable(nothing_picked) : leaf_quotient(c, inside, x, f);
  });
  for (int i = 0; i < on.body->values.size(); ++i) {
    s.made.push(-1);
    s.made_outside.push(false);
  }
}

/// An index divided by f, or what that leaves; with a let where it isn't affine.
constexpr affine divide_index(context& c, int st, ir::let_operation op, const affine& index, index_t f) {
  affine quotient{}, remainder{};
  quotient.broken = remainder.broken = index.broken;
  quotient.constant = floor_div(index.constant, f);
  remainder.constant = floor_mod(index.constant, f);
  for (const ir::term& t : index) {
    if (t.factor % f == 0) quotient = ir::add_scaled(quotient, make_variable(t.var), t.factor / f);
    else remainder = ir::add_scaled(remainder, make_variable(t.var), t.factor);
  }
  const affine& wanted = op == ir::let_operation::floor_div ? quotient : remainder;
  if (proves(c, remainder) && proves(c, make_affine(f - 1) - remainder)) return wanted;
  if (c.lane >= 0 && index.factor_of(c.lane) != 0) {
    c.lane_divided = true;
    return wanted;
  }
  ir::variable v = make_let(c.stage_at(st).body->label, op, index, make_affine(f));
  if (op == ir::let_operation::floor_mod) set_bounds(v, affine{}, make_affine(f - 1));
  else v.has_lower = proves(c, index);  // an element outside its tensor is never loaded
  return leaf_let(c, st, v);
}

/// The part of an index that a part of a layout counts: divided step by step, by the parts inside of it, so
/// that blocks of whole vectors are found to be such.
constexpr affine part_of_index(context& c, int st, const schedule_room::stored_parts& layout,
                               const schedule_room::stored_part& part, affine index) {
  for (index_t reached = 1; reached < part.divisor;) {
    index_t step = part.divisor;
    for (const schedule_room::stored_part& x : layout) {
      if (x.dimension == part.dimension && x.divisor == reached && x.modulus > 1) step = x.modulus;
    }
    index = divide_index(c, st, ir::let_operation::floor_div, index, step);
    reached *= step;
  }
  return part.modulus > 0 ? divide_index(c, st, ir::let_operation::floor_mod, index, part.modulus) : index;
}

/// Indices of an element in a stage's storage. `at` is the stage whose nest is being emitted.
constexpr list<affine, ir::max_rank> stored_indices(context& c, int at, int from, const affine* indices) {
  const stage& on = c.stage_at(from);
  const plan& p = c.plan_of(from);
  list<affine, ir::max_rank> r;
  if (on.doubled) r.push(c.resolve(c.plan_of(on.at_stage).loop_value[on.at_loop]));
  const schedule_room::stored_parts layout = layout_of(on);
  for (const schedule_room::stored_part& x : layout) {
    const affine local = indices[x.dimension] - c.resolve(p.stored_low[x.dimension]);
    r.push(part_of_index(c, at, layout, x, local));
  }
  return r;
}

constexpr int emit_value(context& c, int at, point& where, scope& in, int v);

/// Whether a point lies inside a stage's tensor in all lanes, whatever conditions they obey.
constexpr bool lies_inside(const context& c, const stage& source, const affine* indices, int count) {
  for (int k = 0; k < count; ++k) {
    if (!is_certain(c, indices[k]) || !is_certain(c, source.body->shape[k] - 1 - indices[k])) return false;
  }
  return true;
}

/// Marks the expressions from `from` on that differ from lane to lane.
constexpr void mark_lanes(ir::program& p, int from, var_id lane) {
  const auto depends = [&](int first, int count) {
    for (int i = 0; i < count; ++i) {
      if (p.forms[first + i].factor_of(lane) != 0) return true;
    }
    return false;
  };
  for (int i = from; i < p.expressions.size(); ++i) {
    ir::expression& e = p.expressions[i];
    if (e.op == ir::operation::constant) continue;
    if (e.op == ir::operation::load) {
      e.varies = depends(e.first, p.buffers[e.buffer].rank) || depends(e.guard, e.guards);
    } else if (e.op == ir::operation::holds) {
      e.varies = depends(e.guard, e.guards);
    } else if (e.op == ir::operation::index) {
      e.varies = depends(e.first, 1);
    } else {
      const bool three = e.op == ir::operation::select || e.op == ir::operation::fma;
      e.varies = p.expressions[e.a].varies || (e.op >= ir::operation::add && p.expressions[e.b].varies) ||
                 (three && p.expressions[e.c].varies);
    }
  }
}

/// The index that pick number `k` of a scope is: a value, moved to the nearest index below its bound.
constexpr affine emit_pick(context& c, int at, point& where, scope& in, int k) {
  const expr::pick& p = in.on->body->picks[k];
  const affine bound = bind(p.bound, in.axes);
  const int zero = c.build.constant<index_t>(0);
  const int last = c.build.index(element::i64, bound - 1);
  const int value = emit_value(c, at, where, in, p.value);
  const int picked = c.build.binary(ir::operation::minimum, c.build.binary(ir::operation::maximum, value, zero), last);
  if (c.lane >= 0) mark_lanes(c.p, c.lane_from, c.lane);
  if (c.lane >= 0 && c.p.expressions[picked].varies) {
    c.lane_divided = true;
    return affine{};
  }
  const var_id made = c.add_variable(picked_variable(bound), {at, c.plan_of(at).nest.size() - 1});
  c.leaf_lets.push({made, picked});
  return make_variable(made);
}

/// Makes the picks that a read's indices name.
constexpr void emit_picks(context& c, int at, point& where, scope& in, const expr::value& v) {
  for (int i = 0; i < v.count; ++i) {
    for (const ir::term& t : in.on->body->forms[v.first + i]) {
      if (t.var < expr::pick_base) continue;
      affine& picked = in.axes[t.var - axis_base];
      if (picked == make_variable(nothing_picked)) picked = emit_pick(c, at, where, in, t.var - expr::pick_base);
    }
  }
}

/// Reads a source: its value if it is inlined, otherwise a load, guarded where it may lie outside.
constexpr int emit_read(context& c, int at, point& where, scope& in, const expr::value& v) {
  const expr::definition& d = *in.on->body;
  const int from = in.on->source_stage[v.source];
  const stage& source = c.stage_at(from);
  if (!d.picks.empty()) emit_picks(c, at, where, in, v);
  if (source.where == placement::inlined) {
    box<scope> inner;
    for (int k = 0; k < v.count; ++k) inner->axes[k] = bind(d.forms[v.first + k], in.axes);
    open(c, at, *inner, source);
    const int inlined = emit_value(c, at, where, *inner, source.body->value_of[0]);
    return c.build.cast(v.type, c.build.cast(source.body->types[0], inlined));  // as if stored
  }
  affine indices[ir::max_rank + 1] = {};
  for (int k = 0; k < v.count; ++k) indices[k] = bind(d.forms[v.first + k], in.axes);
  const int keeper = c.keeper_of(from);
  const int buffer = c.plan_of(keeper).buffer[source.is_state() ? source.closed_result : d.sources[v.source].result];
  const bool is_argument = source.is_input() && !source.is_state();
  const bool inside = is_argument && where.predicates > 0 && lies_inside(c, source, indices, v.count);
  list<affine, 2 * ir::max_rank + max_predicates> conditions;
  for (int i = 0; i < where.predicates && !inside; ++i) conditions.push(where.predicate[i]);
  for (int k = 0; k < v.count && where.outside && !inside; ++k) {
    if (covers_outside(c, keeper, k)) continue;
    const affine last = source.body->shape[k] - 1 - indices[k];
    if (!proves(c, indices[k])) conditions.push(indices[k]);
    if (!proves(c, last)) conditions.push(last);
  }
  const int loaded = is_argument
                         ? c.build.load(buffer, ir::affines(indices, v.count), conditions)
                         : c.build.load(buffer, stored_indices(c, at, keeper, indices), conditions);
  return c.build.cast(v.type, loaded);
}

/// The factors of a product.
struct factors {
  bool exist;
  int a, b;
};

/// The factors of a value that is a product of floats which its definition adds or subtracts, also
/// where they are numbers at this point: which product is rounded must not depend on the point.
/// Products of other, inlined definitions don't count: inlining must not change a bit.
constexpr factors factors_of(context& c, int at, point& where, scope& in, int v) {
  const expr::definition& d = *in.on->body;
  const expr::value* x = &d.values[v];
  if (x->kind == expr::value_kind::right) {
    if (!where.right_is_product[x->a]) return {false, -1, -1};
    x = &d.values[d.value_of[x->a]];
  }
  const bool multiplies = x->kind == expr::value_kind::operation && x->op == ir::operation::multiply;
  if (!multiplies || !is_float(x->type)) return {false, -1, -1};
  const int a = emit_value(c, at, where, in, x->a);
  const int b = emit_value(c, at, where, in, x->b);
  return {true, a, b};
}

/// A binary operation; a·b + c in one rounding where the target has it.
constexpr int emit_binary(context& c, int at, point& where, scope& in, const expr::value& v, int a, int b) {
  const bool adds = v.op == ir::operation::add;
  if (c.p.machine.has_fma && (adds || v.op == ir::operation::subtract) && is_float(v.type)) {
    if (const factors m = factors_of(c, at, where, in, v.b); m.exist)
      return c.build.fma(adds ? m.a : c.build.unary(ir::operation::negate, m.a), m.b, a);
    if (const factors m = factors_of(c, at, where, in, v.a); m.exist)
      return c.build.fma(m.a, m.b, adds ? b : c.build.unary(ir::operation::negate, b));
  }
  return c.build.binary(v.op, a, b);
}

/// select(condition, a, b): either side may lie outside of its tensors where it isn't chosen.
constexpr int emit_select(context& c, int at, point& where, scope& in, const expr::value& v) {
  const int condition = emit_value(c, at, where, in, v.a);
  const bool before = where.outside;
  where.outside = true;
  const int a = emit_value(c, at, where, in, v.b);
  const int b = emit_value(c, at, where, in, v.c);
  where.outside = before;
  return c.build.select(condition, a, b);
}

constexpr int emit_operation(context& c, int at, point& where, scope& in, const expr::value& v) {
  using ir::operation;
  switch (v.op) {
    case operation::constant: return c.build.constant(v.type, v.bits);
    case operation::index: return c.build.index(v.type, bind(in.on->body->forms[v.first], in.axes));
    case operation::holds: {
      list<affine, 4> open_conditions;
      for (int k = 0; k < v.count; ++k) {
        const affine form = bind(in.on->body->forms[v.first + k], in.axes);
        if (!proves(c, form)) open_conditions.push(proves(c, make_affine(-1) - form) ? make_affine(-1) : form);
      }
      return c.build.holds(open_conditions);
    }
    case operation::select: return emit_select(c, at, where, in, v);
    case operation::cast: return c.build.cast(v.type, emit_value(c, at, where, in, v.a));
    case operation::bit_cast: return c.build.bit_cast(v.type, emit_value(c, at, where, in, v.a));
    default: break;
  }
  const int a = emit_value(c, at, where, in, v.a);
  if (v.b < 0) return c.build.unary(v.op, a);
  const int b = emit_value(c, at, where, in, v.b);
  return emit_binary(c, at, where, in, v, a, b);
}

/// The expression of value `v` at a point; made once in a scope.
constexpr int emit_value(context& c, int at, point& where, scope& in, int v) {
  if (in.made[v] >= 0 && (where.outside || !in.made_outside[v])) return in.made[v];
  const expr::value& x = in.on->body->values[v];
  int result = -1;
  switch (x.kind) {
    case expr::value_kind::operation: result = emit_operation(c, at, where, in, x); break;
    case expr::value_kind::read: result = emit_read(c, at, where, in, x); break;
    case expr::value_kind::left: result = where.left[x.a]; break;
    case expr::value_kind::right: result = where.right[x.a]; break;
    case expr::value_kind::call: {
      const int a = emit_value(c, at, where, in, x.a);
      const int b = x.b < 0 ? -1 : emit_value(c, at, where, in, x.b);
      result = lower_function(c.build, x.callee, a, b);
      break;
    }
  }
  in.made[v] = result;
  in.made_outside[v] = where.outside;
  return result;
}

}  // namespace tenon::inline TENON_ABI::lower
