// From a recipe to definitions and a schedule, through the functions that the front end uses.
#pragma once

#include <map>
#include <memory>

#include <tenon/lower/lower.hpp>
#include <tenon/schedule/apply.hpp>
#include <tenon/schedule/trace.hpp>

#include "calls.hpp"
#include "intrinsics.hpp"
#include "recipe.hpp"

namespace fuzz {

/// The definitions of a recipe: fixed sizes are constants, the others are symbols 0, 1, ….
class description {
 public:
  explicit description(const recipe& r) : recipe_(r) {
    for (std::size_t i = 0; i < r.sizes.size(); ++i) {
      renumbered_.push_back(r.sizes[i].fixed ? -1 : static_cast<int>(symbols_.size()));
      if (r.sizes[i].fixed) continue;
      symbols_.push_back(r.sizes[i].value);
      facts_.push_back({r.sizes[i].bound, r.sizes[i].multiple, 0});
    }
    facts_.resize(max_symbols);
    for (const tensor_recipe& t : r.tensors) definitions_.push_back(build(t));
    for (std::size_t i = 0; i < r.tensors.size(); ++i) {
      if (r.tensors[i].output) outputs_.push_back(definitions_[i].get());
    }
  }

  const std::vector<index_t>& symbols() const { return symbols_; }
  const lower::symbol_facts* facts() const { return facts_.data(); }
  const std::vector<const expr::definition*>& outputs() const { return outputs_; }
  expr::definition* definition(int t) const {
    return definitions_[static_cast<std::size_t>(t)].get();
  }
  /// The recipe's tensor of a definition, or -1.
  int tensor_of(const expr::definition* d) const {
    for (std::size_t i = 0; i < definitions_.size(); ++i) {
      if (definitions_[i].get() == d) return static_cast<int>(i);
    }
    return -1;
  }

  /// A form with fixed sizes put in and symbols renumbered.
  affine put_in(const affine& form) const {
    affine result = ir::make_affine(form.constant);
    for (const ir::term& t : form) {
      const std::size_t at = static_cast<std::size_t>(t.var);
      if (t.var >= axis_base || renumbered_[at] >= 0) {
        const int var = t.var >= axis_base ? t.var : renumbered_[at];
        result = ir::add_scaled(result, ir::make_variable(var), t.factor);
      } else {
        result = result + t.factor * recipe_.sizes[at].value;
      }
    }
    return result;
  }

 private:
  const recipe& recipe_;
  std::vector<int> renumbered_;
  std::vector<index_t> symbols_;
  std::vector<lower::symbol_facts> facts_;
  std::vector<expr::reference> definitions_;
  std::vector<const expr::definition*> outputs_;

  expr::reference build(const tensor_recipe& t) const {
    expr::reference r = expr::make_definition(t.kind, make_name(t.name.c_str()), 0);
    expr::definition& d = *r;
    d.rank = t.rank;
    d.types[0] = t.type;
    if (t.is_input()) {
      for (int i = 0; i < t.rank; ++i) d.shape[i] = put_in(t.shape[static_cast<std::size_t>(i)]);
      for (std::size_t i = 0; i < t.order.size(); ++i) d.storage_order[i] = t.order[i];
      d.updatable = t.updatable;
      d.dense = t.dense;
      d.alignment = t.alignment;
      return r;
    }
    if (t.updates >= 0) expr::add_source(d, definitions_[static_cast<std::size_t>(t.updates)], 0);
    for (std::size_t a = 0; a < t.axes.size(); ++a) {
      const affine range = put_in(t.axes[a].range);
      d.axes.push(expr::bound_axis{make_name(t.axes[a].name.c_str()), range});
      if (static_cast<int>(a) < t.rank) d.shape[a] = range;
    }
    for (const expr::quotient& q : t.quotients) d.quotients.push({put_in(q.dividend), q.divisor});
    d.reduced = static_cast<int>(t.axes.size()) - t.rank;
    d.is_reduction = t.reduce != reducer_kind::none;
    d.results = t.results();
    d.types[1] = t.type_of(1);
    if (!t.closes.empty()) return close(r, t);
    if (t.calls >= 0) return call(r, t);
    if (d.is_reduction) set_identity(d, t);
    d.value_of[0] = flatten(d, t, t.value);
    if (d.is_reduction) set_combination(d, t);
    return r;
  }

  /// A call: as expr/call.hpp makes it.
  expr::reference call(const expr::reference& r, const tensor_recipe& t) const {
    expr::definition& d = *r;
    d.looped = t.looped;
    element read = t.type;
    for (const value_recipe& x : t.values) {
      const tensor_recipe& source = recipe_.tensors[static_cast<std::size_t>(x.tensor)];
      read = source.type_of(x.result);
      expr::value v = expr::make_value(expr::value_kind::read, ir::operation::load, x.type);
      v.source = expr::add_source(d, definitions_[static_cast<std::size_t>(x.tensor)], x.result);
      v.count = source.rank;
      v.first = d.forms.size();
      for (std::size_t k = 0; k < static_cast<std::size_t>(source.rank); ++k)
        d.forms.push(k < x.forms.size() ? put_in(x.forms[k]) : affine{});
      d.views.push(d.values.push(v));
    }
    for (std::size_t v = 0; v < t.values.size(); ++v)
      expr::add_rest(d, static_cast<int>(v), static_cast<int>(t.values[v].forms.size()));
    for (int result = 0; result < d.results; ++result) d.views.push(-1 - result);
    d.function = external_number(t.calls, read);
    return r;
  }

  /// A scan: as expr/scan.hpp makes it.
  expr::reference close(const expr::reference& r, const tensor_recipe& t) const {
    expr::definition& d = *r;
    for (int result = 0; result < d.results; ++result)
      expr::close(d, result, definitions_[static_cast<std::size_t>(t.closes[static_cast<std::size_t>(result)].state)]);
    const affine before = ir::make_variable(axis_base) - 1;
    affine at[ir::max_rank] = {before};
    for (int k = 1; k < t.rank; ++k) at[k] = ir::make_variable(axis_base + k);
    const auto read = [&](int tensor, const affine* forms, int count) {
      expr::value v = expr::make_value(expr::value_kind::read, ir::operation::load, t.type);
      v.source = expr::add_source(d, definitions_[static_cast<std::size_t>(tensor)], 0);
      v.count = count;
      v.first = expr::add_forms(d, forms, count);
      return d.add(v);
    };
    for (int result = 0; result < d.results; ++result) {
      const recurrence_recipe& x = t.closes[static_cast<std::size_t>(result)];
      expr::value later = expr::make_value(expr::value_kind::operation, ir::operation::holds, element::boolean);
      later.first = expr::add_forms(d, &before, 1);
      later.count = 1;
      const int condition = d.add(later);
      const int step = read(x.step, at, t.rank);
      expr::value number = expr::make_value(expr::value_kind::operation, ir::operation::constant, t.type);
      number.bits = ir::with_computing_type_of(
          t.type, [&]<class T>() { return ir::bits_of(arithmetic::cast<T>(x.number)); });
      const int start = x.start < 0 ? d.add(number) : read(x.start, at + 1, t.rank - 1);
      d.value_of[result] = node(d, ir::operation::select, t.type, condition, step, start);
    }
    return r;
  }

  static bool picks(const affine& form) { return form.count == 1 && form.terms[0].var >= pick_base; }
  /// The form of an index that is a value.
  affine pick(expr::definition& d, const tensor_recipe& t, const affine& form) const {
    const pick_recipe& x = t.picks[static_cast<std::size_t>(form.terms[0].var - pick_base)];
    const int value = flatten(d, t, x.value);
    return d.pick_index(expr::convert(d, value, element::i64), put_in(x.bound));
  }

  int flatten(expr::definition& d, const tensor_recipe& t, int v) const {
    const value_recipe& x = t.values[static_cast<std::size_t>(v)];
    const int a = x.a < 0 ? -1 : flatten(d, t, x.a);
    const int b = x.b < 0 ? -1 : flatten(d, t, x.b);
    const int c = x.c < 0 ? -1 : flatten(d, t, x.c);
    expr::value made = expr::make_value(x.kind, x.op, x.type, a, b, c);
    made.bits = x.bits;
    if (x.kind == expr::value_kind::call) made.callee = x.callee;
    if (x.kind == expr::value_kind::read) {
      made.source = expr::add_source(d, definitions_[static_cast<std::size_t>(x.tensor)], x.result);
    }
    const bool has_forms = x.kind == expr::value_kind::read || x.op == ir::operation::index ||
                           x.op == ir::operation::holds;
    if (x.kind != expr::value_kind::call && has_forms) {
      affine forms[ir::max_rank] = {};
      for (std::size_t k = 0; k < x.forms.size(); ++k) forms[k] = picks(x.forms[k]) ? pick(d, t, x.forms[k]) : put_in(x.forms[k]);
      made.count = static_cast<int>(x.forms.size());
      made.first = expr::add_forms(d, forms, made.count);
    }
    return d.add(made);
  }

  /// What an empty reduction gives.
  static void set_identity(expr::definition& d, const tensor_recipe& t) {
    d.identity[0] = ir::with_computing_type_of(t.type, [&]<class T>() -> std::uint64_t {
      switch (t.reduce) {
        case reducer_kind::product:
          return ir::bits_of(T(1));
        case reducer_kind::all:
          return 1;
        case reducer_kind::max:
        case reducer_kind::argmax:
          return ir::bits_of(expr::lowest<T>());
        case reducer_kind::min:
        case reducer_kind::argmin:
          return ir::bits_of(expr::highest<T>());
        default:
          return ir::bits_of(T(0));
      }
    });
  }

  static int side(expr::definition& d, expr::value_kind kind, int result) {
    return d.add(expr::make_value(kind, ir::operation::constant, d.types[result], result));
  }
  static int node(expr::definition& d, ir::operation op, element type, int a, int b, int c = -1) {
    return d.add(expr::make_value(expr::value_kind::operation, op, type, a, b, c));
  }

  static void set_combination(expr::definition& d, const tensor_recipe& t) {
    using ir::operation;
    constexpr auto left = expr::value_kind::left;
    constexpr auto right = expr::value_kind::right;
    if (t.results() == 1) {
      constexpr operation ops[] = {operation::add,        operation::add,     operation::multiply,
                                   operation::maximum,    operation::minimum, operation::logical_or,
                                   operation::logical_and};
      const int l = side(d, left, 0);
      const int r = side(d, right, 0);
      d.combination[0] = node(d, ops[static_cast<int>(t.reduce)], t.type, l, r);
      return;
    }
    const affine along = ir::make_variable(axis_base + t.rank);
    expr::value index =
        expr::make_value(expr::value_kind::operation, operation::index, element::i64);
    index.first = expr::add_forms(d, &along, 1);
    index.count = 1;
    d.value_of[1] = d.add(index);
    for (int result = 0; result < 2; ++result)
      d.combination[result] = arg_combination(d, t, result);
  }

  /// select(rv beats lv || (lv == rv && ri < li), r, l), in the order in which the front end
  /// flattens it.
  static int arg_combination(expr::definition& d, const tensor_recipe& t, int result) {
    using ir::operation;
    constexpr auto left = expr::value_kind::left;
    constexpr auto right = expr::value_kind::right;
    const bool greatest = t.reduce == reducer_kind::argmax;
    const int first = greatest ? side(d, left, 0) : side(d, right, 0);
    const int second = greatest ? side(d, right, 0) : side(d, left, 0);
    const int further = node(d, operation::less, element::boolean, first, second);
    const int lv = side(d, left, 0);
    const int rv = side(d, right, 0);
    const int same = node(d, operation::equal, element::boolean, lv, rv);
    const int ri = side(d, right, 1);
    const int li = side(d, left, 1);
    const int earlier = node(d, operation::less, element::boolean, ri, li);
    const int both = node(d, operation::logical_and, element::boolean, same, earlier);
    const int takes = node(d, operation::logical_or, element::boolean, further, both);
    const int chosen = side(d, right, result);
    const int kept = side(d, left, result);
    return node(d, operation::select, d.types[result], takes, chosen, kept);
  }
};

/// The intrinsics that steps use.
inline std::vector<intrinsic> intrinsics_of(const std::vector<step>& steps) {
  std::vector<intrinsic> all;
  for (const step& s : steps) {
    if (s.what == primitive::tensorize) all.push_back(numbered_intrinsic(s.numbers[0], s.numbers[1], s.numbers[2]));
  }
  return all;
}

/// A schedule's state under construction; `apply` answers whether the step keeps every rule.
class live_schedule {
 public:
  explicit live_schedule(const description& d) {
    for (const expr::definition* out : d.outputs()) {
      const int at = schedule_room::collect(*state_, const_cast<expr::definition*>(out));
      if (!state_->stages[at]->is_output) state_->outputs.push(at);
      state_->stages[at]->is_output = true;
    }
  }

  schedule_room::state& state() { return *state_; }
  bool ok() const { return state_->problem.ok(); }

  int stage(const std::string& label) const {
    for (int i = 0; i < state_->count; ++i) {
      if (state_->stages[i]->body->label == make_name(label.c_str())) return i;
    }
    return -1;
  }
  int loop(int st, const std::string& label) const {
    const schedule_room::stage& on = *state_->stages[st];
    for (int l = 0; l < on.loops.size(); ++l) {
      if (on.loops[l].label == make_name(label.c_str())) return l;
    }
    return -1;
  }

  bool apply(const step& s) {
    const int st = stage(s.stage);
    if (st < 0) return false;
    int loops[schedule_room::max_leaves + 1] = {-1, -1};
    const int other = s.other == "-" ? -1 : stage(s.other);
    if (s.other != "-" && other < 0) return false;
    const bool elsewhere = s.what == primitive::compute_at || s.what == primitive::store_at ||
                           s.what == primitive::reverse_compute_at;
    if (s.loops.size() > schedule_room::max_leaves) return false;
    for (std::size_t i = 0; i < s.loops.size(); ++i) {
      loops[i] = loop(elsewhere ? other : st, s.loops[i]);
      if (loops[i] < 0) return false;
    }
    act(s, st, other, loops);
    return ok();
  }

 private:
  box<schedule_room::state> state_;

  void act(const step& s, int st, int other, const int* loops) {
    if (s.what == primitive::tile) return tile(s, st, loops);
    const auto count = static_cast<std::int32_t>(s.loops.size());
    const std::vector<intrinsic> by = intrinsics_of({s});
    schedule_room::use how{st, other, loops, count, s.numbers, s.at_end, 0, by.empty() ? nullptr : by.data(), {}, s.parts};
    if (s.what == primitive::set_scope && s.numbers[0] == schedule_room::scratchpad_number)
      how.scratchpad = make_name(scratchpad_names[s.numbers[1]]);
    schedule_room::apply(*state_, named(s.what), how);
  }

  /// The library's primitive of this name.
  static schedule_room::primitive named(primitive what) {
    int at = 0;
    while (std::string(schedule_room::step_forms[at].word) != primitive_names[static_cast<int>(what)]) ++at;
    return static_cast<schedule_room::primitive>(at);
  }

  void tile(const step& s, int st, const int* loops) {
    int a[2];
    int b[2];
    schedule_room::split(*state_, st, loops[0], s.numbers[0], false, s.at_end, 0, a);
    if (ok()) schedule_room::split(*state_, st, loops[1], s.numbers[1], false, s.at_end, 0, b);
    if (!ok()) return;
    const std::int32_t wanted[] = {a[0], b[0], a[1], b[1]};
    schedule_room::reorder(*state_, st, wanted, 4, 0);
  }
};

}  // namespace fuzz
