// The kinds of stages that random programs have.
#pragma once

#include "program_scan.hpp"

namespace fuzz {

/// Kinds of stages: each makes its axes and its value, or no value where nothing fits.
class program_stages : protected program_scan {
 protected:
  using program_scan::program_scan;

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
    const bool sums = !r_.exact && is_product(from);
    t.type = sums ? computed_in(r_.tensors[static_cast<std::size_t>(from)].type) : stage_type(from);
    const bool contracts = !r_.exact && is_float(t.type) && (sums || random_.chance(60));
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
      if (t.type != element::boolean && !contracts && random_.chance(30)) {
        const int coefficient = literal(t, t.type, random_.between(1, 3));
        y = checked(t, {node(t, ir::operation::multiply, t.type, y.v, coefficient),
                        {y.size.most * 3, y.size.fraction, false}});
      }
      x = x.v < 0 ? y : combined(t, t.type, x, y);
    }
    if (!stencil || random_.chance(40)) {
      const operand other = expression(t, t.type, random_.between(0, 2), random_.chance(30));
      x = contracts ? contracted(t, from, x, other) : combined(t, t.type, x, other);
    }
    t.value = x.v;
    size = x.size;
  }

  /// A product, or of a tensor of products a sum: real numbers show a contraction of the two, which
  /// nothing allows across stages.
  operand contracted(tensor_recipe& t, int from, const operand& a, const operand& b) {
    return is_product(from) ? float_sum(t, t.type, a, b, random_.chance(40)) : float_product(t, t.type, a, b);
  }

  /// Whether each element of a tensor is a product.
  bool is_product(int from) const {
    const tensor_recipe& t = r_.tensors[static_cast<std::size_t>(from)];
    return t.value >= 0 && t.reduce == reducer_kind::none &&
           t.values[static_cast<std::size_t>(t.value)].op == ir::operation::multiply;
  }

  operand combined(tensor_recipe& t, element type, const operand& a, const operand& b) {
    if (type == element::boolean) {
      return {node(t, random_.pick({ir::operation::logical_and, ir::operation::logical_or}), type,
                   a.v, b.v),
              {}};
    }
    return is_float(type) ? float_pair(t, type, a, b) : integer_pair(t, type, a, b);
  }

  /// The product of two elements of one type, or for truths what takes its place.
  operand product_of(tensor_recipe& t, const operand& a, const operand& b) {
    const element type = type_of(t, a.v);
    if (type == element::boolean) return combined(t, type, a, b);
    const int v = node(t, ir::operation::multiply, type, a.v, b.v);
    if (!is_float(type)) return {v, {}};
    return checked(t, {v, {a.size.most * b.size.most, a.size.fraction + b.size.fraction, false}});
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
      x = product_of(t, x, w);
    }
    reduce(t, x, size);
  }

  /// Some dimensions are reduced over, the others stay; at times all elements along another are the same.
  void reduce_dimensions(tensor_recipe& t, int from, magnitude& size) {
    const tensor_recipe source = r_.tensors[static_cast<std::size_t>(from)];
    std::vector<bool> gone(static_cast<std::size_t>(source.rank), false);
    const int count = source.rank == 1 ? 1 : random_.between(1, source.rank - 1);
    for (int i = 0; i < count; ++i)
      gone[static_cast<std::size_t>(random_.below(source.rank))] = true;
    std::vector<affine> at(static_cast<std::size_t>(source.rank));
    if (random_.chance(30)) add_axis(t, some_size(3));
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
    const operand x = product_of(t, a, b);
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
