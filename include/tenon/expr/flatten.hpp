// Flattening: an expression template becomes nodes in a definition's pools. Recursion over the
// expression's depth only; everything after this is ordinary code over values.
#pragma once

#include <bit>

#include <tenon/expr/reduce.hpp>

namespace tenon::inline TENON_ABI::expr {

/// A number's object representation in the low bytes.
template <element_type T>
constexpr std::uint64_t bits_of(T number) {
  if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<std::uint32_t>(number);
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(number);
  } else if constexpr (std::is_same_v<T, bool>) {
    return number ? 1 : 0;
  } else {
    return static_cast<std::uint64_t>(static_cast<std::make_unsigned_t<T>>(number));
  }
}

/// The affine form of an index over the definition's axes; records unbound axes and axes whose
/// extent differs from the definition's.
constexpr ir::affine bind_index(definition& d, const index_form& index, int operand,
                                int dimension) {
  ir::affine form = index.constant.form;
  if (index.too_long)
    d.problem.record(rule::index_too_long, index.count + 1, index_form::capacity, d.line);
  for (int p = 0; p < index.count; ++p) {
    const auto& part = index.parts[p];
    const int at = d.find_axis(part.label);
    if (at < 0) {
      d.problem.record(rule::axis_unbound, dimension, operand, d.line);
      continue;
    }
    if (!(d.axes[at].range == part.range))
      d.problem.record(rule::axis_extents_differ, at, 0, d.line);
    form = ir::add_scaled(form, ir::make_variable(axis_base + at), part.factor);
  }
  return form;
}

/// The same for an index with quotients, which become the definition's.
constexpr ir::affine bind_index(definition& d, const quotient_form& index, int operand, int dimension) {
  ir::affine quotients[quotient_form::capacity] = {};
  const auto sum = [&](const index_form& axes, const index_t* factors, int count) {
    ir::affine form = bind_index(d, axes, operand, dimension);
    for (int i = 0; i < count; ++i) form = ir::add_scaled(form, quotients[i], factors[i]);
    return form;
  };
  if (index.too_many) d.problem.record(rule::too_large, 4, quotient_form::capacity, d.line);
  for (int k = 0; k < index.count; ++k) {
    const quotient_form::quotient& q = index.quotients[k];
    if (q.divisor < 1) d.problem.record(rule::index_divisor, q.divisor, dimension, d.line);
    quotients[k] = d.divide(sum(q.axes, q.factors, k), q.divisor < 1 ? 1 : q.divisor);
  }
  return sum(index.axes, index.factors, index.count);
}

/// A value as another type; to one that only holds numbers, as float that was rounded to it.
constexpr int convert(definition& d, int v, element to) {
  const auto as = [&](element type, int x) {
    const bool same = d.values[x].type == type;
    return same ? x : d.add(make_value(value_kind::operation, ir::operation::cast, type, x));
  };
  const int wide = as(computed_in(to), v);
  return is_narrow_float(to) ? as(element::f32, as(to, wide)) : wide;
}

/// Appends forms to the pool and returns the first one's position; equal runs are shared.
constexpr int add_forms(definition& d, const ir::affine* forms, int count) {
  for (int at = 0; at + count <= d.forms.size(); ++at) {
    bool equal = true;
    for (int i = 0; i < count && equal; ++i) equal = d.forms[at + i] == forms[i];
    if (equal) return at;
  }
  const int first = d.forms.size();
  for (int i = 0; i < count; ++i) d.forms.push(forms[i]);
  return first;
}

template <element_type T, int Rank, class Form>
constexpr int flatten(definition& d, const read<T, Rank, Form>& e) {
  value v = make_value(value_kind::read, ir::operation::load, computed_in(element_of<T>));
  v.source = add_source(d, e.tensor, e.result);
  v.count = Rank;
  ir::affine forms[Rank == 0 ? 1 : Rank] = {};
  for (int i = 0; i < Rank; ++i) forms[i] = bind_index(d, e.indices[i], v.source, i);
  v.first = add_forms(d, forms, Rank);
  return d.add(v);
}

template <element_type T>
constexpr int flatten(definition& d, const literal<T>& e) {
  value v = make_value(value_kind::operation, ir::operation::constant, computed_in(element_of<T>));
  v.bits = bits_of(e.number);
  return d.add(v);
}

/// The form of an index that is a value.
template <class Value>
constexpr ir::affine bind_index(definition& d, const gathered<Value>& index, int, int) {
  const int v = flatten(d, index.value);
  return d.pick_index(convert(d, v, element::i64), index.bound.form);
}

template <element_type T, class... Indices>
constexpr int flatten(definition& d, const gathering_read<T, Indices...>& e) {
  value v = make_value(value_kind::read, ir::operation::load, computed_in(element_of<T>));
  v.source = add_source(d, e.tensor, e.result);
  v.count = sizeof...(Indices);
  int k = 0;
  hana::unpack(e.indices, [&](const auto&... x) {
    const ir::affine forms[] = {bind_index(d, x, v.source, k++)...};
    v.first = add_forms(d, forms, v.count);
  });
  return d.add(v);
}

template <element_type T, class Form>
constexpr int flatten(definition& d, const index_value<T, Form>& e) {
  value v = make_value(value_kind::operation, ir::operation::index, computed_in(element_of<T>));
  const ir::affine form = bind_index(d, e.index, -1, 0);
  v.first = add_forms(d, &form, 1);
  v.count = 1;
  return convert(d, d.add(v), element_of<T>);
}

template <int Count, class Form>
constexpr int flatten(definition& d, const holds<Count, Form>& e) {
  value v = make_value(value_kind::operation, ir::operation::holds, element::boolean);
  ir::affine forms[Count] = {};
  for (int i = 0; i < Count; ++i) forms[i] = bind_index(d, e.forms[i], -1, i);
  v.first = add_forms(d, forms, Count);
  v.count = Count;
  return d.add(v);
}

template <value_kind Side, int Result, element_type T>
constexpr int flatten(definition& d, const operand<Side, Result, T>&) {
  return d.add(make_value(Side, ir::operation::constant, element_of<T>, Result));
}

template <ir::operation Op, element_type T, class... Operands>
constexpr int flatten(definition& d, const node<Op, T, Operands...>& e) {
  return hana::unpack(e.operands, [&](const auto&... x) {
    const int ids[] = {flatten(d, x)...};
    constexpr int n = sizeof...(x);
    if constexpr (Op == ir::operation::cast) {
      return convert(d, ids[0], element_of<T>);
    } else {
      return d.add(make_value(value_kind::operation, Op, computed_in(element_of<T>), ids[0],
                              n > 1 ? ids[n > 1] : -1, n > 2 ? ids[n > 2 ? 2 : 0] : -1));
    }
  });
}

template <function F, element_type T, class... Operands>
constexpr int flatten(definition& d, const call<F, T, Operands...>& e) {
  return hana::unpack(e.operands, [&](const auto&... x) {
    const int ids[] = {flatten(d, x)...};
    constexpr int n = sizeof...(x);
    value v = make_value(value_kind::call, ir::operation::constant, computed_in(element_of<T>),
                         ids[0], n > 1 ? ids[n > 1] : -1);
    v.callee = F;
    return d.add(v);
  });
}

/// Registers the axes that a reduction runs over.
constexpr void bind_reduced(definition& d, const axis* axes, int count) {
  for (int i = 0; i < count; ++i) {
    const int at = d.find_axis(axes[i].label);
    if (at >= 0) d.problem.record(at < d.rank ? rule::axis_both : rule::axis_twice, at, i, d.line);
    d.axes.push(bound_axis{axes[i].label, axes[i].range.form});
    ++d.reduced;
  }
  d.is_reduction = true;
}

template <class T, class Combine, bool Ac, int Axes, class Term>
constexpr auto flatten_root(definition& d,
                            const reduction<reducer<T, Combine, Ac>, Axes, Term>& e) {
  bind_reduced(d, e.axes, Axes);
  d.types[0] = element_of<T>;
  d.reorderable = Ac;
  d.identity[0] = bits_of(e.reducer.identity);
  d.value_of[0] = hana::unpack(e.terms, [&](const Term& term) { return flatten(d, term); });
  const auto combined =
      e.reducer.combine(operand<value_kind::left, 0, T>{}, operand<value_kind::right, 0, T>{});
  static_assert(std::is_same_v<typename decltype(combined)::value_type, T>,
                "a reducer's combine(left, right) requires a result of the reducer's own type");
  d.combination[0] = flatten(d, combined);
}

template <class T, bool Maximum, int Axes, class Term>
constexpr void flatten_root(definition& d,
                            const reduction<arg_reducer<T, Maximum>, Axes, Term>& e) {
  bind_reduced(d, e.axes, Axes);
  d.results = 2;
  d.types[0] = element_of<T>;
  d.types[1] = element::i64;
  d.identity[0] = bits_of(e.reducer.identity);
  d.identity[1] = 0;
  d.value_of[0] = hana::unpack(e.terms, [&](const Term& term) { return flatten(d, term); });
  d.value_of[1] = flatten(d, index_value<index_t>{{}, index_form(e.axes[0])});
  const operand<value_kind::left, 0, T> lv{};
  const operand<value_kind::right, 0, T> rv{};
  const operand<value_kind::left, 1, index_t> li{};
  const operand<value_kind::right, 1, index_t> ri{};
  const auto further = [&] {
    if constexpr (Maximum) {
      return lv < rv;
    } else {
      return rv < lv;
    }
  }();
  const auto takes = further || (lv == rv && ri < li);
  d.combination[0] = flatten(d, tenon::select(takes, rv, lv));
  d.combination[1] = flatten(d, tenon::select(takes, ri, li));
}

/// A definition whose value is no reduction.
template <expression E>
constexpr void flatten_root(definition& d, const E& e) {
  d.types[0] = element_of<typename E::value_type>;
  d.value_of[0] = flatten(d, e);
}

}  // namespace tenon::inline TENON_ABI::expr
