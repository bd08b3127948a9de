// Recurrences of random programs.
#pragma once

#include "program_expressions.hpp"

namespace fuzz {

/// The part that makes states, steps and their scan.
class program_scan : protected program_expressions {
 protected:
  using program_expressions::program_expressions;

  /// An input whose elements are whole numbers: their products stay whole from row to row.
  int whole_input(element type, const std::vector<affine>& shape) {
    const int made = add_input(type, shape);
    r_.tensors[static_cast<std::size_t>(made)].fraction =
        known_[static_cast<std::size_t>(made)].fraction = 0;
    return made;
  }

  int add_state(element type, const std::vector<affine>& shape) {
    tensor_recipe h;
    h.name = "in" + std::to_string(r_.tensors.size());
    h.kind = expr::definition_kind::state;
    h.type = type;
    h.rank = static_cast<int>(shape.size());
    h.shape = shape;
    return push(h, {4, 0, false});
  }

  /// A stage over the steps and the dimensions of a row.
  tensor_recipe step_stage(element type, const std::vector<affine>& shape) {
    tensor_recipe t;
    t.name = "st" + std::to_string(made_++);
    t.type = type;
    for (const affine& range : shape) add_axis(t, range);
    return t;
  }

  /// Keeps a row's numbers small, and pushes the stage.
  int push_step(tensor_recipe& t, operand x) {
    if (is_float(t.type)) {
      x.v = node(t, ir::operation::minimum, t.type, x.v, literal(t, t.type, 4));
      x.v = node(t, ir::operation::maximum, t.type, x.v, literal(t, t.type, -4));
    }
    t.value = x.v;
    return push(t, {4, 0, false});
  }

  operand sum_of(tensor_recipe& t, operand a, const operand& b, bool minus = false) {
    a.v = node(t, minus ? ir::operation::subtract : ir::operation::add, t.type, a.v, b.v);
    return a;
  }

  /// One or two states, a stage or two between them and their scan: an operand of the row, or a
  /// product of it by a matrix; the row before; what the caller gives for each step.
  void add_recurrence() {
    const element type = random_.pick(
        {element::f32, element::f32, element::f64, element::i32, element::u8, element::i64});
    const affine steps = fresh_size(random_.pick({0, 1, 2, 3, 5, 7, 8}));
    std::vector<affine> shape = {steps};
    for (int d = random_.weighted({10, 60, 30}); d > 0; --d) shape.push_back(some_size(3));
    std::vector<affine> rows = shape, row(shape.begin() + 1, shape.end()), here;
    rows[0] = rows[0] + 1;
    for (std::size_t d = 0; d < shape.size(); ++d) here.push_back(axis_form(static_cast<int>(d)));
    const bool two = random_.chance(40);
    const int h = add_state(type, rows);
    const int c = two ? add_state(type, rows) : -1;
    int from = h;
    if (!row.empty() && random_.chance(60)) {
      tensor_recipe a = step_stage(type, shape);
      add_axis(a, row[0], true);
      a.reduce = reducer_kind::sum;
      const affine r = axis_form(a.rank);
      std::vector<affine> at = here;
      at[1] = r;
      const int w = whole_input(type, {row[0], row[0]});
      const operand weight = converted(a, read(a, w, 0, {r, axis_form(1)}), type);
      const operand value = read(a, h, 0, at);
      a.value = node(a, ir::operation::multiply, type, weight.v, value.v);
      from = push(a, {4.0 * 7 * 17, 0, false});
    }
    tensor_recipe b = step_stage(type, shape);
    operand x = read(b, from, 0, here);
    if (two) x = sum_of(b, x, read(b, c, 0, here), true);
    if (random_.chance(80) || from == h)
      x = sum_of(b, x, converted(b, read(b, whole_input(type, shape), 0, here), type));
    if (random_.chance(25)) {
      std::vector<affine> before = here;
      before[0] = before[0] - 1;
      x = sum_of(b, x, read(b, h, 0, before), true);
    }
    const int step = push_step(b, x);
    std::vector<recurrence_recipe> closes;
    const auto close = [&](int state, int by) {
      const int start = random_.chance(60) && !row.empty() ? whole_input(element::i32, row) : -1;
      if (start >= 0) r_.tensors[static_cast<std::size_t>(start)].type = type;
      closes.push_back({state, start, random_.between(0, 3), by});
    };
    int other = -1;
    if (two) {
      tensor_recipe o = step_stage(type, shape);
      operand y = read(o, step, 0, here);
      y = sum_of(o, y, read(o, random_.pick({c, h}), 0, here), random_.chance(50));
      other = push_step(o, y);
    }
    close(h, step);
    if (two) close(c, other);
    closed_ = static_cast<int>(r_.tensors.size());
    for (int i = 0; i < closed_; ++i) uses_[static_cast<std::size_t>(i)] = 1;
    tensor_recipe s = step_stage(type, rows);
    s.closes = closes;
    push(s, {4, 0, false});
  }
};

}  // namespace fuzz
