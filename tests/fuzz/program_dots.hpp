// Sums of few products of narrow numbers, as machines have instructions for (paper §4.3): terms in
// words that follow one another, in one word, or in rows that a copy must bring together.
#pragma once

#include "program_stages.hpp"

namespace fuzz {

class program_dots : protected program_stages {
 protected:
  using program_stages::program_stages;

  /// C(…, j) = Σ A(…, r) · B(r, j) in int32 or float.
  void dots(tensor_recipe& t, magnitude& size) {
    const int kind = random_.weighted({42, 22, 16, 20});  // bytes, 16 bits, bfloat16, floats
    const element left = kind == 0   ? element::u8
                         : kind == 1 ? element::i16
                         : kind == 2 ? element::bf16
                                     : element::f32;
    const element right = kind == 0 ? element::i8 : left;
    const index_t terms = kind == 0 ? 4 : 2;
    const bool batch = random_.chance(20), rows = kind == 3 || random_.chance(85);
    if (batch) add_axis(t, some_size(3));
    if (rows) add_axis(t, some_size(2));
    const int lane = static_cast<int>(t.axes.size());
    add_axis(t, lane_size());
    const int form = kind == 3 ? 2 : random_.weighted({45, 20, 35});
    const index_t words = random_.pick({0, 1, 1, 2, 3, 3, 4, 5, 7, 9});
    if (form == 0) add_axis(t, fresh_or_constant(words), true);
    add_axis(t, form < 2 ? ir::make_affine(terms) : some_size(3), true);
    const operand a = factor(left, t, batch, rows, lane, terms, form, false);
    const operand b = factor(right, t, batch && random_.chance(40), false, lane, terms, form, true);
    t.type = kind >= 2 ? element::f32 : element::i32;
    const auto wide = [&](int read) {
      return kind >= 2 ? read : node(t, ir::operation::cast, element::i32, read);
    };
    const int x = wide(a.v), y = wide(b.v);
    const bool swapped = random_.chance(30);
    t.value = node(t, ir::operation::multiply, t.type, swapped ? y : x, swapped ? x : y);
    t.reduce = reducer_kind::sum;
    size = {double(words * terms + 64) * a.size.most * b.size.most,
            a.size.fraction + b.size.fraction, false};
    if (random_.chance(12)) update_in_place(t, size);
  }

 private:
  affine fresh_or_constant(index_t n) {
    return r_.sizes.size() < 8 ? fresh_size(n) : ir::make_affine(n);
  }
  affine lane_size() {
    const index_t n = random_.pick({3, 7, 8, 15, 16, 16, 17, 19, 31, 32, 33, 48, 48});
    return random_.chance(70) ? fresh_or_constant(n) : some_size(2);
  }

  /// A read of an operand that is made for it: an input, or a stage that copies one.
  operand factor(element type, tensor_recipe& t, bool batch, bool rows, int lane, index_t terms,
                 int form, bool by_lane) {
    std::vector<affine> shape, at;
    const auto dimension = [&](int axis, index_t factor = 1) {
      shape.push_back(t.axes[static_cast<std::size_t>(axis)].range * factor);
      at.push_back(axis_form(axis, factor));
    };
    const int last = static_cast<int>(t.axes.size()) - 1;
    if (batch) dimension(0);
    if (rows) dimension(lane - 1);
    if (!by_lane && form == 0 && random_.chance(50)) {  // one row of words
      dimension(last - 1, terms);
      at.back() = at.back() + axis_form(last);
    } else if (form == 2) {
      dimension(last);
      if (by_lane) dimension(lane);
    } else {
      if (form == 0) dimension(last - 1);
      if (by_lane) dimension(lane);
      dimension(last);
    }
    if (random_.chance(10)) {  // the second of two neighbours
      const std::size_t d = static_cast<std::size_t>(random_.below(static_cast<int>(at.size())));
      if (d + 1 < at.size()) {
        shape[d] = shape[d] + 1;
        at[d] = at[d] + 1;
      }
    }
    int from = add_input(type, shape);
    r_.tensors.back().dense = random_.chance(85);
    if (!is_float(type) && !is_narrow_float(type) && random_.chance(20)) from = copied(from, shape);
    return read(t, from, 0, at);
  }

  /// A stage that adds one to an input.
  int copied(int from, const std::vector<affine>& shape) {
    ++uses_[static_cast<std::size_t>(from)];
    tensor_recipe c;
    c.name = "cp" + std::to_string(r_.tensors.size());
    c.type = r_.tensors[static_cast<std::size_t>(from)].type;
    for (const affine& n : shape) add_axis(c, n);
    value_recipe v;
    v.kind = expr::value_kind::read;
    v.op = ir::operation::load;
    v.type = c.type;
    v.tensor = from;
    for (std::size_t d = 0; d < shape.size(); ++d)
      v.forms.push_back(axis_form(static_cast<int>(d)));
    const int x = add(c, v);
    c.value = node(c, ir::operation::add, c.type, x, literal(c, c.type, 1));
    return push(c, {});
  }

  void update_in_place(tensor_recipe& t, magnitude& size) {
    std::vector<affine> shape;
    for (int d = 0; d < t.rank; ++d) shape.push_back(t.axes[static_cast<std::size_t>(d)].range);
    t.updates = add_input(t.type, shape);
    r_.tensors[static_cast<std::size_t>(t.updates)].updatable = true;
    t.kind = expr::definition_kind::update;
    size.most += 8;
    size.fraction = std::max(size.fraction, 2);
  }
};

}  // namespace fuzz
