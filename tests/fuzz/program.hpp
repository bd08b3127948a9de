// Random programs: one to six stages over inputs that are made as they are needed. Float data are
// small multiples of a power of two, and the size of every value is followed, so that each partial
// sum is exact in its type; integers wrap and are exact anyway. What float computes may be held, or
// rounded on the way, as half or bfloat16: of an exact value that is exact too.
#pragma once

#include <algorithm>
#include <cmath>

#include "random.hpp"
#include "recipe.hpp"

namespace fuzz {

inline affine axis_form(int a, index_t factor = 1) {
  return ir::make_variable(axis_base + a, factor);
}

/// What is known of the elements of one result.
struct magnitude {
  double most = 1;   ///< |x| is at most this (floats)
  int fraction = 0;  ///< x · 2^fraction is an integer (floats)
  bool may_be_infinite = false;
};

class program_generator {
 public:
  program_generator(random_source& random, recipe& to) : random_(random), r_(to) {}

  /// `may_recur`: with a recurrence now and then.
  void run(bool may_recur) {
    r_.exact = !random_.chance(25);
    constant_only_ = random_.chance(40);
    const int stages = 1 + random_.weighted({22, 26, 24, 14, 8, 6});
    if (may_recur && random_.chance(12)) add_recurrence();
    while (made_ < stages) add_stage();
    for (std::size_t i = 0; i < r_.tensors.size(); ++i) {
      tensor_recipe& t = r_.tensors[i];
      if (!t.is_input() && !is_closed(i) && (uses_[i] == 0 || random_.chance(7))) t.output = true;
    }
    finish_inputs();
  }

 private:
  random_source& random_;
  recipe& r_;
  std::vector<magnitude> known_;  // of each tensor's first result
  std::vector<int> uses_;
  bool constant_only_ = false;
  int made_ = 0;
  int closed_ = 0;  ///< tensors before this number belong to a recurrence, which its scan alone reads

  /// An operand under construction: its node and its size.
  struct operand {
    int v;
    magnitude size;
  };

  // ---- sizes -----------------------------------------------------------------------------------

  index_t random_size(int rank) {
    const int most = rank == 1 ? 70 : rank == 2 ? 33 : 17;
    for (;;) {
      const int n =
          random_.pick({0,  1,  1,  2,  3,  3,  4,  5,  6,  7,  7,  8,  8,  9,  11, 13, 13, 15,
                        16, 16, 17, 17, 19, 23, 24, 29, 31, 32, 33, 37, 48, 63, 64, 65, 67});
      if (n == 0 && !random_.chance(35)) continue;
      if (n <= most) return n;
    }
  }

  affine fresh_size(index_t value) {
    size_recipe s;
    s.value = value;
    s.fixed = constant_only_ || random_.chance(45);
    if (random_.chance(20)) s.bound = value + random_.below(9) + (value == 0 ? 1 : 0);
    if (random_.chance(15)) {
      for (const index_t m : {index_t{8}, index_t{4}, index_t{3}, index_t{2}}) {
        if (value % m == 0) {
          s.multiple = m;
          break;
        }
      }
    }
    r_.sizes.push_back(s);
    return ir::make_variable(static_cast<int>(r_.sizes.size()) - 1);
  }

  /// A size that exists, or another one.
  affine some_size(int rank) {
    const int count = static_cast<int>(r_.sizes.size());
    if (count > 0 && (count >= 6 || random_.chance(55))) {
      const int s = random_.below(count);
      if (r_.sizes[static_cast<std::size_t>(s)].value <= (rank == 1 ? 70 : rank == 2 ? 33 : 17)) {
        return ir::make_variable(s);
      }
    }
    if (count >= 8) return ir::make_affine(random_.between(1, 7));
    return fresh_size(random_size(rank));
  }

  index_t points(const tensor_recipe& t) const {
    index_t n = 1;
    for (const axis_recipe& a : t.axes) n *= std::max<index_t>(r_.number(a.range), 0);
    return n;
  }

  // ---- tensors ---------------------------------------------------------------------------------

  /// Random reals are for rounding: nearly all of such a program computes with floats.
  element random_type() {
    if (!r_.exact && random_.chance(70)) return random_.chance(75) ? element::f32 : element::f64;
    switch (random_.weighted({34, 12, 26, 16, 4})) {
      case 0:
        return element::f32;
      case 1:
        return element::f64;
      case 2:
        return random_.pick({element::i32, element::i32, element::i64, element::u8, element::i8});
      case 3:
        return random_.pick({element::i16, element::u16, element::u32, element::u64});
      default:
        return element::boolean;
    }
  }

  element random_narrow() { return random_.chance(60) ? element::f16 : element::bf16; }
  /// A type that holds a float of this size, rounded; half ends at 65504.
  element narrow_for(magnitude& size) {
    size.most *= 1.01;
    return size.most < 60000 ? random_narrow() : element::bf16;
  }

  double budget(element e) const {
    if (!r_.exact) return 1e300;
    return e == element::f32 ? 0x1p20 : 0x1p45;
  }

  int add_input(element type, const std::vector<affine>& shape) {
    tensor_recipe t;
    t.name = "in" + std::to_string(r_.tensors.size());
    t.kind = expr::definition_kind::input;
    t.type = type == element::f32 && random_.chance(20) ? random_narrow() : type;
    t.rank = static_cast<int>(shape.size());
    t.shape = shape;
    t.magnitude = random_.pick({2, 3, 3, 4, 7});
    t.fraction = random_.chance(30) ? random_.between(1, 2) : 0;
    return push(t, {double(t.magnitude), t.fraction, false});
  }

  int push(const tensor_recipe& t, const magnitude& size) {
    r_.tensors.push_back(t);
    known_.push_back(size);
    uses_.push_back(0);
    return static_cast<int>(r_.tensors.size()) - 1;
  }

  /// Layouts of inputs that no update writes.
  void finish_inputs() {
    for (tensor_recipe& t : r_.tensors) {
      if (!t.is_input() || t.is_state()) continue;
      if (random_.chance(15)) t.dense = true;
      if (random_.chance(10)) t.alignment = random_.pick({16, 32, 64});
      if (t.rank < 2 || !random_.chance(15)) continue;
      for (int d = 0; d < t.rank; ++d) t.order.push_back(d);
      for (int d = t.rank - 1; d > 0; --d) {
        std::swap(t.order[static_cast<std::size_t>(d)],
                  t.order[static_cast<std::size_t>(random_.below(d + 1))]);
      }
    }
  }

  // ---- nodes -----------------------------------------------------------------------------------

  static int add(tensor_recipe& t, const value_recipe& v) {
    t.values.push_back(v);
    return static_cast<int>(t.values.size()) - 1;
  }
  static int node(tensor_recipe& t, ir::operation op, element type, int a, int b = -1, int c = -1) {
    value_recipe v;
    v.op = op;
    v.type = type;
    v.a = a;
    v.b = b;
    v.c = c;
    return add(t, v);
  }
  static int literal(tensor_recipe& t, element type, double number) {
    value_recipe v;
    v.type = type;
    v.bits =
        ir::with_type_of(type, [&]<class T>() { return ir::bits_of(arithmetic::cast<T>(number)); });
    return add(t, v);
  }
  static int holds(tensor_recipe& t, const affine& form) {
    value_recipe v;
    v.op = ir::operation::holds;
    v.type = element::boolean;
    v.forms = {form};
    return add(t, v);
  }
  element type_of(const tensor_recipe& t, int v) const {
    return t.values[static_cast<std::size_t>(v)].type;
  }

  /// A float that is small again.
  operand tamed(tensor_recipe& t, operand x) {
    const element type = type_of(t, x.v);
    if (!is_float(type)) return x;
    if (x.size.fraction > 3) {
      x.v = node(t, ir::operation::floor, type, x.v);
      x.size.fraction = 0;
    }
    x.v = node(t, ir::operation::minimum, type, x.v, literal(t, type, 7));
    x.v = node(t, ir::operation::maximum, type, x.v, literal(t, type, -7));
    x.size.most = 7;
    x.size.may_be_infinite = false;
    return x;
  }
  operand checked(tensor_recipe& t, operand x, double factor = 1) {
    const element type = type_of(t, x.v);
    if (!is_float(type)) return x;
    const double most = x.size.most * std::ldexp(1.0, x.size.fraction) * factor;
    if (x.size.may_be_infinite || most > budget(type)) return tamed(t, x);
    return x;
  }

  // ---- reads -----------------------------------------------------------------------------------

  /// A form's least value over the axes; `form ≥ 0` holds if that is certain for all sizes.
  affine lowest(const tensor_recipe& t, const affine& form) const {
    affine result = form;
    for (int i = form.count - 1; i >= 0; --i) {
      const ir::term& x = form.terms[i];
      if (x.var < axis_base) continue;
      const affine last = t.axes[static_cast<std::size_t>(x.var - axis_base)].range - 1;
      result = ir::substitute(result, x.var, x.factor > 0 ? affine{} : last);
    }
    return result;
  }
  bool is_certain(const affine& low) const {
    index_t constant = low.constant;
    for (const ir::term& x : low) {
      const size_recipe& s = r_.sizes[static_cast<std::size_t>(x.var)];
      if (s.fixed)
        constant += x.factor * s.value;
      else if (x.factor < 0)
        return false;
    }
    return constant >= 0;
  }

  /// Reads an element; where it may lie outside, a select keeps it inside, or (for sizes that
  /// allow it) the call will be held against a requirement.
  operand read(tensor_recipe& t, int from, int result, const std::vector<affine>& at) {
    const tensor_recipe& source = r_.tensors[static_cast<std::size_t>(from)];
    ++uses_[static_cast<std::size_t>(from)];
    std::vector<affine> open;
    const bool requires_much = random_.chance(40);
    for (std::size_t k = 0; k < at.size(); ++k) {
      const affine sides[] = {at[k], source.extent(static_cast<int>(k)) - 1 - at[k]};
      for (const affine& side : sides) {
        const affine low = lowest(t, side);
        if (is_certain(low)) continue;
        if (requires_much && r_.number(low) >= 0 && !depends_on_fixed_only(low)) continue;
        open.push_back(side);
      }
    }
    value_recipe v;
    v.kind = expr::value_kind::read;
    v.op = ir::operation::load;
    v.type = computed_in(source.type_of(result));
    v.tensor = from;
    v.result = result;
    v.forms = at;
    operand x{add(t, v), result == 1 ? magnitude{} : known_[static_cast<std::size_t>(from)]};
    if (!open.empty()) x.v = padded(t, x.v, open, x.size);
    return checked(t, x);
  }
  bool depends_on_fixed_only(const affine& a) const {
    for (const ir::term& x : a) {
      if (!r_.sizes[static_cast<std::size_t>(x.var)].fixed) return false;
    }
    return true;
  }

  int padded(tensor_recipe& t, int read, const std::vector<affine>& open, magnitude& size) {
    const element type = type_of(t, read);
    const double pad = random_.chance(25) ? 0 : random_.between(1, 3);
    size.most = std::max(size.most, 3.0);
    const bool inverted = random_.chance(15);
    int condition = -1;
    for (const affine& side : open) {
      const int one = holds(t, inverted ? ir::make_affine(-1) - side : side);
      const auto op = inverted ? ir::operation::logical_or : ir::operation::logical_and;
      condition = condition < 0 ? one : node(t, op, element::boolean, condition, one);
    }
    const int constant = literal(t, type, pad);
    if (inverted) return node(t, ir::operation::select, type, condition, constant, read);
    if (random_.chance(10)) {
      return node(t, ir::operation::select, type,
                  node(t, ir::operation::logical_not, element::boolean, condition), constant, read);
    }
    return node(t, ir::operation::select, type, condition, read, constant);
  }

  /// An axis of `t` whose range is `size`, or -1; reduced ones only where `any`.
  int axis_of(const tensor_recipe& t, const affine& size, int first = 0) const {
    for (std::size_t a = static_cast<std::size_t>(first); a < t.axes.size(); ++a) {
      if (t.axes[a].range == size) return static_cast<int>(a);
    }
    return -1;
  }

  /// Indices for a tensor: axes of the same range where there are, else whatever.
  std::vector<affine> indices_for(tensor_recipe& t, int from, bool shifted) {
    const tensor_recipe& source = r_.tensors[static_cast<std::size_t>(from)];
    std::vector<affine> at;
    int next = 0;
    for (int d = 0; d < source.rank; ++d) {
      int a = axis_of(t, source.extent(d), next);
      if (a < 0) a = axis_of(t, source.extent(d));
      if (a >= 0) next = a + 1;
      if (a < 0) a = random_.below(static_cast<int>(t.axes.size()));
      affine index = axis_form(a);
      if (random_.chance(4))
        index = ir::make_affine(random_.below(3));
      else if (random_.chance(5))
        index = source.extent(d) - 1 - index;
      else if (random_.chance(5))
        index = axis_form(a, 2);
      if (shifted && random_.chance(45)) index = index + index_t(random_.between(-2, 2));
      at.push_back(index);
    }
    return at;
  }

  /// An input that fits: its shape follows from the axes that are read.
  operand read_fresh(tensor_recipe& t, element type) {
    std::vector<affine> shape;
    std::vector<affine> at;
    const int axes = static_cast<int>(t.axes.size());
    if (random_.chance(8)) return read(t, add_input(type, {}), 0, {});  // a scalar
    for (int a = 0; a < axes; ++a) {
      if (axes > 1 && random_.chance(35)) continue;
      const index_t halo = random_.chance(20) ? random_.between(1, 3) : 0;
      shape.push_back(t.axes[static_cast<std::size_t>(a)].range + halo);
      at.push_back(axis_form(a) +
                   (halo > 0 ? index_t(random_.below(static_cast<int>(halo) + 1)) : index_t(0)));
    }
    if (shape.empty()) {
      shape.push_back(t.axes[0].range);
      at.push_back(axis_form(0));
    }
    if (shape.size() == 2 && random_.chance(20)) {
      std::swap(shape[0], shape[1]);
      std::swap(at[0], at[1]);
    }
    return read(t, add_input(type, shape), 0, at);
  }

  // ---- expressions -----------------------------------------------------------------------------

  operand converted(tensor_recipe& t, operand x, element to) {
    const element from = type_of(t, x.v);
    if (from == to) return x;
    if (to == element::boolean) {
      const operand zero{literal(t, from, random_.below(3)), {}};
      return {node(t,
                   random_.pick(
                       {ir::operation::less, ir::operation::less_equal, ir::operation::not_equal}),
                   element::boolean, x.v, zero.v),
              {}};
    }
    if (is_float(to) && is_integer(from)) {
      x.v = node(t, ir::operation::remainder, from, x.v, literal(t, from, 13));
      x.size = {13, 0, false};
    }
    if (from == element::boolean) x.size = {1, 0, false};
    x.v = node(t, ir::operation::cast, to, x.v);
    return is_float(to) ? checked(t, x) : x;
  }

  operand leaf(tensor_recipe& t, element type, bool shifted) {
    const int choice = random_.weighted({40, 38, 12, 10});
    if (choice == 2) {
      const int n =
          random_.between(1, 5) * (random_.chance(30) && !is_unsigned_integer(type) ? -1 : 1);
      return {literal(t, type, type == element::boolean ? n & 1 : n), {5, 0, false}};
    }
    if (choice == 3 && type != element::boolean && !t.axes.empty()) {
      value_recipe v;
      v.op = ir::operation::index;
      v.type = type;
      const int a = random_.below(static_cast<int>(t.axes.size()));
      v.forms = {axis_form(a, random_.pick({1, 1, 2, -1})) + index_t(random_.below(4))};
      return checked(t, {add(t, v), {300, 0, false}});
    }
    if (choice == 1)
      return converted(t, read_fresh(t, random_.chance(75) ? type : random_type()), type);
    return converted(t, read_existing(t, shifted), type);
  }

  operand read_existing(tensor_recipe& t, bool shifted) {
    std::vector<int> candidates;
    for (std::size_t i = 0; i < r_.tensors.size(); ++i) {
      if (r_.tensors[i].updatable || is_closed(i)) continue;
      const int weight = r_.tensors[i].is_input() ? 1 : uses_[i] == 0 ? 6 : 2;
      for (int w = 0; w < weight; ++w) candidates.push_back(static_cast<int>(i));
    }
    if (candidates.empty()) return read_fresh(t, random_type());
    const int from =
        candidates[static_cast<std::size_t>(random_.below(static_cast<int>(candidates.size())))];
    const int results = r_.tensors[static_cast<std::size_t>(from)].results();
    return read(t, from, results == 2 ? random_.below(2) : 0, indices_for(t, from, shifted));
  }

  operand expression(tensor_recipe& t, element type, int depth, bool shifted) {
    if (depth <= 0 || t.values.size() > 40) return leaf(t, type, shifted);
    if (type == element::boolean) return truth(t, depth, shifted);
    const operand a = expression(t, type, depth - 1, shifted);
    if (type == element::f32 && random_.chance(8)) return rounded(t, a);
    if (random_.chance(14)) return unary(t, a, type);
    if (random_.chance(10)) {
      const operand c = truth(t, depth - 1, shifted);
      const operand b = leaf(t, type, shifted);
      return {node(t, ir::operation::select, type, c.v, a.v, b.v), larger(a, b)};
    }
    const operand b = expression(t, type, depth - 1 - random_.below(2), shifted);
    return is_float(type) ? float_pair(t, type, a, b) : integer_pair(t, type, a, b);
  }

  /// A float that a cast to half or bfloat16 rounded.
  operand rounded(tensor_recipe& t, operand x) {
    const element narrow = narrow_for(x.size);
    const int bits = node(t, ir::operation::cast, narrow, x.v);
    return checked(t, {node(t, ir::operation::cast, element::f32, bits), x.size});
  }

  static magnitude larger(const operand& a, const operand& b) {
    return {std::max(a.size.most, b.size.most), std::max(a.size.fraction, b.size.fraction), false};
  }

  operand unary(tensor_recipe& t, operand a, element type) {
    using ir::operation;
    if (!is_float(type)) {
      const operation op =
          random_.pick({operation::negate, operation::absolute, operation::bit_not});
      return {node(t, op, type, a.v), a.size};
    }
    if (!r_.exact && random_.chance(60)) return real_function(t, a, type);
    const operation op =
        random_.pick({operation::negate, operation::absolute, operation::floor, operation::ceil,
                      operation::truncate, operation::round_even});
    if (op >= operation::floor) a.size = {a.size.most + 1, 0, false};
    return {node(t, op, type, a.v), a.size};
  }

  operand real_function(tensor_recipe& t, operand a, element type) {
    using ir::operation;
    const int size = node(t, operation::absolute, type, a.v);
    if (random_.chance(30)) return {node(t, operation::sqrt, type, size), a.size};
    value_recipe v;
    v.kind = expr::value_kind::call;
    v.type = type;
    v.callee = random_.pick({function::exp, function::tanh, function::sin, function::log1p,
                             function::erf, function::atan});
    v.a = v.callee == function::log1p ? size : a.v;
    if (v.callee == function::exp)
      v.a = node(t, operation::minimum, type, a.v, literal(t, type, 3));
    return {add(t, v), a.size};
  }

  operand float_pair(tensor_recipe& t, element type, operand a, operand b) {
    using ir::operation;
    const int choice = random_.weighted({30, 15, 30, 8, 8, r_.exact ? 0 : 9});
    const magnitude both = larger(a, b);
    switch (choice) {
      case 0:
      case 1: {
        const operand x{node(t, choice == 0 ? operation::add : operation::subtract, type, a.v, b.v),
                        {a.size.most + b.size.most, both.fraction, false}};
        return checked(t, x);
      }
      case 2: {
        const double most = a.size.most * b.size.most;
        const int fraction = a.size.fraction + b.size.fraction;
        if (most * std::ldexp(1.0, fraction) > budget(type)) a = tamed(t, a);
        if (a.size.most * b.size.most * std::ldexp(1.0, fraction) > budget(type)) b = tamed(t, b);
        return checked(t, {node(t, operation::multiply, type, a.v, b.v),
                           {a.size.most * b.size.most, a.size.fraction + b.size.fraction, false}});
      }
      case 3:
        return {node(t, operation::minimum, type, a.v, b.v), both};
      case 4:
        return {node(t, operation::maximum, type, a.v, b.v), both};
      default: {
        const int size = node(t, operation::absolute, type, b.v);
        const int above = node(t, operation::add, type, size, literal(t, type, 1));
        return {node(t, operation::divide, type, a.v, above), a.size};
      }
    }
  }

  operand integer_pair(tensor_recipe& t, element type, operand a, operand b) {
    using ir::operation;
    const operation op = random_.pick(
        {operation::add, operation::add, operation::add, operation::subtract, operation::subtract,
         operation::multiply, operation::multiply, operation::minimum, operation::maximum,
         operation::divide, operation::remainder, operation::bit_and, operation::bit_or,
         operation::bit_xor, operation::shift_left, operation::shift_right});
    return {node(t, op, type, a.v, b.v), {}};
  }

  operand truth(tensor_recipe& t, int depth, bool shifted) {
    using ir::operation;
    if (random_.chance(12)) {
      const int a = random_.below(static_cast<int>(t.axes.size()));
      return {holds(t, axis_form(a, random_.pick({1, -1})) + index_t(random_.between(-4, 9))), {}};
    }
    if (depth > 1 && random_.chance(30)) {
      const operand a = truth(t, depth - 1, shifted);
      const operand b = truth(t, depth - 1, shifted);
      return {node(t, random_.pick({operation::logical_and, operation::logical_or}),
                   element::boolean, a.v, b.v),
              {}};
    }
    element type = random_type();
    if (type == element::boolean) return leaf(t, type, shifted);
    const operand a = leaf(t, type, shifted);
    const operand b = leaf(t, type, shifted);
    return {node(t,
                 random_.pick({operation::less, operation::less_equal, operation::equal,
                               operation::not_equal}),
                 element::boolean, a.v, b.v),
            {}};
  }

  // ---- recurrences -----------------------------------------------------------------------------

  /// Whether a tensor depends on a state, or is one.
  bool is_closed(std::size_t t) const { return t < static_cast<std::size_t>(closed_) && !is_caller_s(t); }
  bool is_caller_s(std::size_t t) const { return r_.tensors[t].kind == expr::definition_kind::input; }

  /// An input whose elements are whole numbers: their products stay whole from row to row.
  int whole_input(element type, const std::vector<affine>& shape) {
    const int made = add_input(type, shape);
    r_.tensors[static_cast<std::size_t>(made)].fraction = known_[static_cast<std::size_t>(made)].fraction = 0;
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

  /// One or two states, a stage or two between them and their scan: an operand of the row, or a product
  /// of it by a matrix; the row before; what the caller gives for each step.
  void add_recurrence() {
    const element type = random_.pick({element::f32, element::f32, element::f64, element::i32, element::u8, element::i64});
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
    if (random_.chance(80) || from == h) x = sum_of(b, x, converted(b, read(b, whole_input(type, shape), 0, here), type));
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

  // ---- stages ----------------------------------------------------------------------------------

  /// A tensor to build upon: a stage that nobody reads yet, if there is one.
  int main_source() {
    std::vector<int> fresh, all;
    for (std::size_t i = 0; i < r_.tensors.size(); ++i) {
      const tensor_recipe& t = r_.tensors[i];
      if (t.updatable || t.rank == 0 || is_closed(i)) continue;
      all.push_back(static_cast<int>(i));
      if (!t.is_input() && uses_[i] == 0) fresh.push_back(static_cast<int>(i));
    }
    if (!fresh.empty() && random_.chance(85))
      return fresh[static_cast<std::size_t>(random_.below(static_cast<int>(fresh.size())))];
    if (!all.empty() && random_.chance(60))
      return all[static_cast<std::size_t>(random_.below(static_cast<int>(all.size())))];
    std::vector<affine> shape;
    const int rank = 1 + random_.weighted({30, 52, 18});
    for (int d = 0; d < rank; ++d) shape.push_back(some_size(rank));
    return add_input(random_type(), shape);
  }

  static const char* axis_name(int rank, int a) {
    static const char* spatial[] = {"i", "j", "k", "l"};
    static const char* reduced[] = {"r", "q", "p", "o"};
    return a < rank ? spatial[a & 3] : reduced[(a - rank) & 3];
  }
  void add_axis(tensor_recipe& t, const affine& range, bool is_reduced = false) {
    if (!is_reduced) ++t.rank;
    t.axes.push_back({axis_name(t.rank, static_cast<int>(t.axes.size())), range});
  }

  /// A range that leaves room for `halo` more elements of a dimension; the dimension's own where
  /// there is no room.
  affine room_for(const affine& size, index_t halo) const {
    return r_.number(size) >= halo ? size - halo : size;
  }

  void add_stage() {
    const std::size_t tensors = r_.tensors.size();
    const std::vector<int> uses = uses_;
    const std::size_t sizes = r_.sizes.size();
    const int from = main_source();
    tensor_recipe t;
    t.name = "st" + std::to_string(made_);
    magnitude size;
    const int kind = random_.weighted({30, 15, 17, 16, 9, 6, 7, 5});
    switch (kind) {
      case 0:
        pointwise(t, from, false, size);
        break;
      case 1:
        pointwise(t, from, true, size);
        break;
      case 2:
        window(t, from, size);
        break;
      case 3:
        reduce_dimensions(t, from, size);
        break;
      case 4:
        product(t, from, size);
        break;
      case 5:
        arg(t, from, size);
        break;
      case 6:
        broadcast(t, from, size);
        break;
      default:
        updated(t, from, size);
        break;
    }
    if (t.value < 0 || points(t) > 9000 || t.values.size() > 70) {  // too much: as if never tried
      r_.tensors.resize(tensors);
      known_.resize(tensors);
      uses_ = uses;
      r_.sizes.resize(sizes);
      return;
    }
    if (t.type == element::f32 && t.reduce == reducer_kind::none && random_.chance(20))
      t.type = narrow_for(size);
    if (t.updates >= 0) r_.tensors[static_cast<std::size_t>(t.updates)].type = t.type;
    if (t.updates < 0)
      push(t, size);
    else
      push_update(t, size);
    ++made_;
  }

  void push_update(tensor_recipe& t, const magnitude& size) {
    push(t, size);
    if (random_.chance(75)) r_.tensors.back().output = true;
  }

  void axes_like(tensor_recipe& t, int from, index_t halo) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    for (int d = 0; d < source.rank; ++d)
      add_axis(t, halo > 0 ? room_for(source.extent(d), halo) : source.extent(d));
  }

  element stage_type(int from) {
    return random_.chance(75) ? computed_in(r_.tensors[static_cast<std::size_t>(from)].type)
                              : random_type();
  }
  int result_of(int from) {
    return r_.tensors[static_cast<std::size_t>(from)].results() == 2 && random_.chance(40) ? 1 : 0;
  }

  /// Element by element, or neighbours of several elements.
  void pointwise(tensor_recipe& t, int from, bool stencil, magnitude& size) {
    const int rank = r_.tensors[static_cast<std::size_t>(from)].rank;
    const index_t halo = stencil ? random_.between(1, 3) : 0;
    const bool pads = random_.chance(35);
    axes_like(t, from, pads ? 0 : halo);
    t.type = stage_type(from);
    operand x{-1, {}};
    const int taps = stencil ? random_.between(2, 4) : 1;
    for (int tap = 0; tap < taps; ++tap) {
      std::vector<affine> at;
      for (int d = 0; d < rank; ++d) {
        const index_t offset =
            stencil ? random_.below(static_cast<int>(halo) + 1) - (pads ? 1 : 0) : 0;
        at.push_back(axis_form(d) + offset);
      }
      operand y = converted(t, read(t, from, result_of(from), at), t.type);
      if (t.type != element::boolean && random_.chance(30)) {
        const int coefficient = literal(t, t.type, random_.between(1, 3));
        y = checked(t, {node(t, ir::operation::multiply, t.type, y.v, coefficient),
                        {y.size.most * 3, y.size.fraction, false}});
      }
      x = x.v < 0 ? y : combined(t, t.type, x, y);
    }
    if (!stencil || random_.chance(40)) {
      const operand other = expression(t, t.type, random_.between(0, 2), random_.chance(30));
      x = combined(t, t.type, x, other);
    }
    t.value = x.v;
    size = x.size;
  }

  operand combined(tensor_recipe& t, element type, const operand& a, const operand& b) {
    if (type == element::boolean) {
      return {node(t, random_.pick({ir::operation::logical_and, ir::operation::logical_or}), type,
                   a.v, b.v),
              {}};
    }
    return is_float(type) ? float_pair(t, type, a, b) : integer_pair(t, type, a, b);
  }

  /// Chooses a reducer for the term; makes the term safe for it.
  void reduce(tensor_recipe& t, operand term, magnitude& size, bool may_arg = false) {
    index_t trips = 1;
    for (std::size_t a = static_cast<std::size_t>(t.rank); a < t.axes.size(); ++a)
      trips *= r_.number(t.axes[a].range);
    t.type = type_of(t, term.v);
    if (t.type == element::boolean) {
      t.reduce = random_.pick({reducer_kind::any, reducer_kind::all});
      t.value = term.v;
      return;
    }
    switch (random_.weighted({58, trips <= 5 ? 10 : 0, 12, 12, may_arg ? 60 : 0})) {
      case 0:
        t.reduce = reducer_kind::sum;
        break;
      case 1:
        t.reduce = reducer_kind::product;
        break;
      case 2:
        t.reduce = reducer_kind::max;
        break;
      case 3:
        t.reduce = reducer_kind::min;
        break;
      default:
        t.reduce = random_.pick({reducer_kind::argmax, reducer_kind::argmin});
        break;
    }
    size = term.size;
    if (is_float(t.type)) {
      if (t.reduce == reducer_kind::sum) {
        term = checked(t, term, double(trips));
        size = {term.size.most * double(std::max<index_t>(trips, 1)), term.size.fraction, false};
      } else if (t.reduce == reducer_kind::product) {
        term = tamed(t, term);
        size = {std::pow(7.0, double(trips)), term.size.fraction * static_cast<int>(trips), false};
        if (r_.exact && size.most * std::ldexp(1.0, size.fraction) > budget(t.type)) {
          t.reduce = reducer_kind::sum;
          size = {7.0 * double(trips), term.size.fraction, false};
        }
      } else {
        // one zero only, or the order of -0 and +0 would show
        term.v = node(t, ir::operation::add, t.type, term.v, literal(t, t.type, 0));
        size.may_be_infinite = trips == 0;
      }
    }
    t.value = term.v;
  }

  /// A window with weights: strides, dilations, one or two reduced axes.
  void window(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    const int slides = source.rank >= 2 && random_.chance(50) ? 2 : 1;
    const index_t taps = random_.between(1, slides == 2 ? 3 : 5);
    const index_t dilation = random_.chance(25) ? 2 : 1;
    const index_t stride = random_.chance(25) ? 2 : 1;
    const index_t halo = (taps - 1) * dilation;
    const bool pads = random_.chance(30);
    const int first = source.rank - slides;
    for (int d = 0; d < source.rank; ++d) {
      const affine& n = source.extent(d);
      if (d < first)
        add_axis(t, n);
      else if (stride == 1)
        add_axis(t, pads ? n : room_for(n, halo));
      else if (r_.sizes.size() < 8)
        add_axis(t, fresh_size(std::max<index_t>(
                        (r_.number(n) - halo - 1) / 2 + (r_.number(n) > halo ? 1 : 0), 0)));
      else
        add_axis(t, ir::make_affine(2));
    }
    std::vector<affine> at, weight_shape, weight_at;
    for (int s = 0; s < slides; ++s) add_axis(t, ir::make_affine(taps), true);
    for (int d = 0; d < source.rank; ++d) {
      if (d < first)
        at.push_back(axis_form(d));
      else
        at.push_back(axis_form(d, stride) + axis_form(t.rank + d - first, dilation) -
                     index_t(pads && stride == 1 ? halo / 2 : 0));
    }
    operand x = read(t, from, result_of(from), at);
    if (random_.chance(55)) {
      const element type = type_of(t, x.v);
      for (int s = 0; s < slides; ++s) {
        weight_shape.push_back(ir::make_affine(taps));
        weight_at.push_back(axis_form(t.rank + s));
      }
      const operand w = read(t, add_input(type, weight_shape), 0, weight_at);
      x = type == element::boolean ? combined(t, type, x, w)
          : is_float(type)
              ? checked(t, {node(t, ir::operation::multiply, type, x.v, w.v),
                            {x.size.most * w.size.most, x.size.fraction + w.size.fraction, false}})
              : operand{node(t, ir::operation::multiply, type, x.v, w.v), {}};
    }
    reduce(t, x, size);
  }

  /// Some dimensions are reduced over, the others stay.
  void reduce_dimensions(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    std::vector<bool> gone(static_cast<std::size_t>(source.rank), false);
    const int count = source.rank == 1 ? 1 : random_.between(1, source.rank - 1);
    for (int i = 0; i < count; ++i)
      gone[static_cast<std::size_t>(random_.below(source.rank))] = true;
    std::vector<affine> at(static_cast<std::size_t>(source.rank));
    for (int d = 0; d < source.rank; ++d) {
      if (gone[static_cast<std::size_t>(d)]) continue;
      at[static_cast<std::size_t>(d)] = axis_form(static_cast<int>(t.axes.size()));
      add_axis(t, source.extent(d));
    }
    if (t.axes.empty()) add_axis(t, some_size(2));
    for (int d = 0; d < source.rank; ++d) {
      if (!gone[static_cast<std::size_t>(d)]) continue;
      at[static_cast<std::size_t>(d)] = axis_form(static_cast<int>(t.axes.size()));
      add_axis(t, source.extent(d), true);
    }
    operand x = read(t, from, result_of(from), at);
    if (random_.chance(50))
      x = combined(t, type_of(t, x.v), x, expression(t, type_of(t, x.v), random_.below(2), false));
    reduce(t, x, size);
  }

  /// C(i, j) = Σ A(i, r) · B(r, j), with the operands' dimensions in any order.
  void product(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    if (source.rank < 2) return reduce_dimensions(t, from, size);
    const bool transposed = random_.chance(30);
    const affine rows = source.extent(transposed ? 1 : 0);
    const affine terms = source.extent(transposed ? 0 : 1);
    add_axis(t, rows);
    add_axis(t, some_size(3));
    add_axis(t, terms, true);
    std::vector<affine> at = transposed ? std::vector<affine>{axis_form(2), axis_form(0)}
                                        : std::vector<affine>{axis_form(0), axis_form(2)};
    for (int d = 2; d < source.rank; ++d) at.push_back(ir::make_affine(0));
    const operand a = read(t, from, 0, at);
    const element type = type_of(t, a.v);
    const bool other = random_.chance(30);
    const int b_tensor = add_input(type, other ? std::vector<affine>{t.axes[1].range, terms}
                                               : std::vector<affine>{terms, t.axes[1].range});
    const operand b = read(t, b_tensor, 0,
                           other ? std::vector<affine>{axis_form(1), axis_form(2)}
                                 : std::vector<affine>{axis_form(2), axis_form(1)});
    operand x =
        type == element::boolean ? combined(t, type, a, b)
        : is_float(type)
            ? checked(t, {node(t, ir::operation::multiply, type, a.v, b.v),
                          {a.size.most * b.size.most, a.size.fraction + b.size.fraction, false}})
            : operand{node(t, ir::operation::multiply, type, a.v, b.v), {}};
    reduce(t, x, size);
  }

  void arg(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    if (source.rank < 2 || source.type == element::boolean) return reduce_dimensions(t, from, size);
    const int gone = random_.below(source.rank);
    std::vector<affine> at(static_cast<std::size_t>(source.rank));
    for (int d = 0; d < source.rank; ++d) {
      if (d == gone) continue;
      at[static_cast<std::size_t>(d)] = axis_form(static_cast<int>(t.axes.size()));
      add_axis(t, source.extent(d));
    }
    at[static_cast<std::size_t>(gone)] = axis_form(static_cast<int>(t.axes.size()));
    add_axis(t, source.extent(gone), true);
    reduce(t, read(t, from, 0, at), size, true);
  }

  /// More dimensions than the source has, or the same in another order.
  void broadcast(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    std::vector<int> place;
    for (int d = 0; d < source.rank; ++d) place.push_back(d);
    for (int d = source.rank - 1; d > 0; --d)
      std::swap(place[static_cast<std::size_t>(d)],
                place[static_cast<std::size_t>(random_.below(d + 1))]);
    std::vector<affine> at(static_cast<std::size_t>(source.rank));
    const bool outside = source.rank < 3 && random_.chance(50);
    if (outside) add_axis(t, some_size(source.rank + 1));
    for (const int d : place) {
      at[static_cast<std::size_t>(d)] = axis_form(static_cast<int>(t.axes.size()));
      add_axis(t, source.extent(d));
    }
    if (!outside && source.rank < 3 && random_.chance(50)) add_axis(t, some_size(source.rank + 1));
    t.type = stage_type(from);
    operand x = converted(t, read(t, from, result_of(from), at), t.type);
    x = combined(t, t.type, x, expression(t, t.type, random_.between(0, 1), false));
    t.value = x.v;
    size = x.size;
  }

  /// An input that is written in place.
  void updated(tensor_recipe& t, int from, magnitude& size) {
    const bool reduction = random_.chance(60);
    if (reduction) {
      reduce_dimensions(t, from, size);
      if (t.results() == 2) t.value = -1;
      if (t.value < 0 || t.reduce == reducer_kind::product) return;
    } else {
      axes_like(t, from, 0);
      t.type = stage_type(from);
    }
    std::vector<affine> shape;
    for (int d = 0; d < t.rank; ++d) shape.push_back(t.axes[static_cast<std::size_t>(d)].range);
    t.updates = add_input(t.type, shape);
    r_.tensors[static_cast<std::size_t>(t.updates)].updatable = true;
    t.kind = expr::definition_kind::update;
    if (reduction) {
      size.most += 8;
      size.fraction = std::max(size.fraction, 2);
      return;
    }
    std::vector<affine> at;
    for (int d = 0; d < t.rank; ++d) at.push_back(axis_form(d));
    operand x = converted(t, read(t, from, result_of(from), at), t.type);
    if (random_.chance(70)) x = combined(t, t.type, x, read(t, t.updates, 0, at));
    t.value = x.v;
    size = x.size;
  }
};

}  // namespace fuzz
