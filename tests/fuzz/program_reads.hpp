// Reads of random programs: of tensors that exist and of inputs made to fit, kept inside by a
// condition or by what a call requires of its sizes.
#pragma once

#include "program_parts.hpp"

namespace fuzz {

/// The part that reads tensors.
class program_reads : protected program_parts {
 protected:
  using program_parts::program_parts;

  /// A form's least value over the axes; `form ≥ 0` holds if that is certain for all sizes.
  affine lowest(const tensor_recipe& t, const affine& form) const {
    affine result = form;
    while (result.count > 0 && result.terms[result.count - 1].var >= axis_base) {
      const ir::term x = result.terms[result.count - 1];
      if (x.var >= pick_base) {
        const affine last = t.picks[static_cast<std::size_t>(x.var - pick_base)].bound - 1;
        result = ir::substitute(result, x.var, x.factor > 0 ? affine{} : last);
        continue;
      }
      if (x.var >= quotient_base) {
        const expr::quotient& q = t.quotients[static_cast<std::size_t>(x.var - quotient_base)];
        const affine least = lowest(t, x.factor > 0 ? q.dividend : -1 * q.dividend);
        if (!is_fixed(least)) return ir::make_affine(-1);  // not certain
        const index_t bound = x.factor > 0 ? floor_div(r_.number(least), q.divisor) : floor_div(-r_.number(least), q.divisor);
        result = ir::substitute(result, x.var, ir::make_affine(bound));
        continue;
      }
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

  bool is_fixed(const affine& a) const {
    for (const ir::term& x : a) {
      if (!r_.sizes[static_cast<std::size_t>(x.var)].fixed) return false;
    }
    return true;
  }

  /// ⌊form / divisor⌋ of a tensor's forms.
  static affine quotient(tensor_recipe& t, const affine& form, index_t divisor) {
    const expr::quotient q{form, divisor};
    std::size_t at = 0;
    while (at < t.quotients.size() && !(t.quotients[at] == q)) ++at;
    if (at == t.quotients.size()) t.quotients.push_back(q);
    return ir::make_variable(quotient_base + static_cast<int>(at));
  }

  /// An index with quotients: of groups, within groups, or of groups in another order.
  affine divided(tensor_recipe& t, const affine& index) {
    const bool moves = index.count > 0 && index.terms[index.count - 1].var >= axis_base;
    if (!moves || t.quotients.size() > 5) return index;
    const index_t divisor = random_.pick({2, 2, 3, 4, 4, 5, 8, 16});
    const affine dividend = index * random_.pick({1, 1, 1, 2, 3, -1}) + index_t(random_.chance(50) ? 0 : random_.between(-4, 9));
    const affine whole = quotient(t, dividend, divisor);
    switch (random_.weighted({35, 35, 15, 15})) {
      case 0: return whole;
      case 1: return dividend - whole * divisor;
      case 2: return (dividend - whole * divisor) * 2 + whole;
      default: return axis_form(random_.below(static_cast<int>(t.axes.size()))) + whole * random_.pick({1, 2, -1});
    }
  }

  /// An index that is an integer which the program reads.
  affine taken(tensor_recipe& t, int from, int dimension, const affine& otherwise) {
    const affine size = r_.tensors[static_cast<std::size_t>(from)].extent(dimension);
    if (r_.number(size) < 1 || t.axes.empty() || t.picks.size() == 3) return otherwise;
    gathers_ = random_.chance(15);
    const element type = random_.pick({element::i32, element::i32, element::i64, element::i8, element::u8, element::u16});
    const operand value = read_fresh(t, type);
    gathers_ = true;
    const bool part = is_fixed(size) && random_.chance(30);
    t.picks.push_back({value.v, part ? ir::make_affine(random_.between(1, static_cast<int>(r_.number(size)))) : size});
    return ir::make_variable(pick_base + static_cast<int>(t.picks.size()) - 1);
  }

  /// Reads an element; where it may lie outside, a select keeps it inside, or (for sizes that
  /// allow it) the call will be held against a requirement.
  operand read(tensor_recipe& t, int from, int result, std::vector<affine> at) {
    for (affine& index : at) {
      if (divides_ && from != t.updates && random_.chance(30)) index = divided(t, index);
      if (divides_ && from != t.updates && random_.chance(10)) index = divided(t, index);
    }
    for (std::size_t k = 0; k < at.size(); ++k) {
      if (gathers_ && from != t.updates && random_.chance(30)) at[k] = taken(t, from, static_cast<int>(k), at[k]);
    }
    const tensor_recipe& source = r_.tensors[static_cast<std::size_t>(from)];
    ++uses_[static_cast<std::size_t>(from)];
    std::vector<affine> open;
    const bool requires_much = random_.chance(40);
    for (std::size_t k = 0; k < at.size(); ++k) {
      const affine sides[] = {at[k], source.extent(static_cast<int>(k)) - 1 - at[k]};
      for (const affine& side : sides) {
        const affine low = lowest(t, side);
        if (is_certain(low)) continue;
        if (requires_much && r_.number(low) >= 0 && !is_fixed(low)) continue;
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
};

}  // namespace fuzz
