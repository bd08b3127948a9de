// Expressions of random programs, of any depth and type.
#pragma once

#include "program_reads.hpp"

namespace fuzz {

/// The part that makes values.
class program_expressions : protected program_reads {
 protected:
  using program_reads::program_reads;

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

  operand float_sum(tensor_recipe& t, element type, const operand& a, const operand& b, bool minus) {
    using ir::operation;
    return checked(t, {node(t, minus ? operation::subtract : operation::add, type, a.v, b.v),
                       {a.size.most + b.size.most, larger(a, b).fraction, false}});
  }

  operand float_product(tensor_recipe& t, element type, operand a, operand b) {
    const double most = a.size.most * b.size.most;
    const int fraction = a.size.fraction + b.size.fraction;
    if (most * std::ldexp(1.0, fraction) > budget(type)) a = tamed(t, a);
    if (a.size.most * b.size.most * std::ldexp(1.0, fraction) > budget(type)) b = tamed(t, b);
    return checked(t, {node(t, ir::operation::multiply, type, a.v, b.v),
                       {a.size.most * b.size.most, a.size.fraction + b.size.fraction, false}});
  }

  operand float_pair(tensor_recipe& t, element type, const operand& a, const operand& b) {
    using ir::operation;
    const int choice = random_.weighted({30, 15, 30, 8, 8, r_.exact ? 0 : 9});
    const magnitude both = larger(a, b);
    switch (choice) {
      case 0:
      case 1:
        return float_sum(t, type, a, b, choice == 1);
      case 2:
        return float_product(t, type, a, b);
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
};

}  // namespace fuzz
