// Opaque calls: tensors that a function computes of which nothing is known but what it reads and
// writes. Some axes are loops, which schedules see; the function runs once for each of their points
// and computes the tile along the others.
//
//   auto S = call("S", {i}, {j}, sorting, rows(A, i));     for i: sort(A(i, …), S(i, …))
//   auto H = call("H", {b}, histogram, A);                 histogram(A, H)
//
// A call reads rows: the elements of a tensor whose first indices are given, or all of them.
#pragma once

#include <tenon/expr/external.hpp>

namespace tenon::inline TENON_ABI {

/// What a call reads of a tensor: the elements whose first indices are `at`.
template <element_type T, int Rank, int Lead, class Form = index_form>
struct rows_of {
  tensor_of<T, Rank> tensor;
  Form at[Lead == 0 ? 1 : Lead];
};

/// The part of a tensor at these first indices, as a call reads it; the function sees a view of the
/// other dimensions.
template <element_type T, int Rank, index_operand... Indices>
constexpr auto rows(const tensor_of<T, Rank>& tensor, const Indices&... indices) {
  static_assert(sizeof...(Indices) <= Rank, "rows(A, indices…) requires at most as many indices as the tensor has dimensions");
  if constexpr (sizeof...(Indices) == 0) {
    return rows_of<T, Rank, 0>{tensor, {}};
  } else {
    using form = form_of<Indices...>;
    return rows_of<T, Rank, static_cast<int>(sizeof...(Indices)), form>{tensor, {form(indices)...}};
  }
}

namespace expr {

template <element_type T, int Rank>
constexpr auto as_rows(const tensor_of<T, Rank>& tensor) {
  return rows_of<T, Rank, 0>{tensor, {}};
}
template <element_type T, int Rank, int Lead, class Form>
constexpr auto as_rows(const rows_of<T, Rank, Lead, Form>& part) {
  return part;
}

/// Appends a read at the given indices; those of the other dimensions follow in `add_rest`.
template <element_type T, int Rank, int Lead, class Form>
constexpr void add_lead(definition& d, const rows_of<T, Rank, Lead, Form>& part) {
  value v = make_value(value_kind::read, ir::operation::load, computed_in(element_of<T>));
  v.source = add_source(d, part.tensor.definition(), part.tensor.result());
  v.first = d.forms.size();
  v.count = Rank;
  for (int k = 0; k < Rank; ++k) d.forms.push(k < Lead ? bind_index(d, part.at[k], v.source, k) : ir::affine{});
  d.values.push(v);
}

/// Lets read number `v` go along an axis of its own in each dimension that isn't given.
constexpr void add_rest(definition& d, int v, int lead) {
  const definition& from = *d.sources[d.values[v].source].tensor;
  for (int k = lead; k < d.values[v].count; ++k) {
    const int axis = d.axes.push(bound_axis{make_name(".all"), from.shape[k]});
    d.forms[d.values[v].first + k] = ir::make_variable(axis_base + axis);
    ++d.reduced;
  }
}

/// The element types of what a function reads, or writes, in order.
template <class... T>
struct types_list {};
template <bool Writes, class... Found>
constexpr types_list<Found...> select_types(types_list<Found...>) {
  return {};
}
template <bool Writes, class First, class... Rest, class... Found>
constexpr auto select_types(types_list<Found...>, types_list<First>, types_list<Rest>... rest) {
  if constexpr (std::is_const_v<First> != Writes)
    return select_types<Writes>(types_list<Found..., std::remove_const_t<First>>(), rest...);
  else return select_types<Writes>(types_list<Found...>(), rest...);
}

template <int Rank, class T>
constexpr auto handles_of(const reference& r, types_list<T>) {
  return tensor_of<T, Rank>(r);
}
template <int Rank, class T, class U>
constexpr auto handles_of(const reference& r, types_list<T, U>) {
  return results<tensor_of<T, Rank>, tensor_of<U, Rank>>{tensor_of<T, Rank>(r, 0), tensor_of<U, Rank>(r, 1)};
}
template <class... T>
constexpr void set_types(definition& d, types_list<T...>) {
  d.results = sizeof...(T);
  int r = 0;
  ((d.types[r++] = element_of<T>), ...);
}

template <int Rank, auto Function, class... Elements, element_type... T, int... Ranks, int... Lead, class... Forms>
constexpr auto make_call(const named_at& label, const axis* loops, int looped, const axis* tile, int tiled,
                         const external_of<Function, Elements...>& by, const rows_of<T, Ranks, Lead, Forms>&... parts) {
  using function = external_of<Function, Elements...>;
  using read = decltype(select_types<false>(types_list<>(), types_list<Elements>()...));
  using written = decltype(select_types<true>(types_list<>(), types_list<Elements>()...));
  static_assert(Rank <= ir::max_rank, "a tensor has at most 8 dimensions");
  static_assert(function::writes == 1 || function::writes == 2,
                "call(name, loops, tile, function, parts…) requires a function that writes one or two results: "
                "views of elements that aren't const");
  static_assert(std::is_same_v<read, types_list<T...>>,
                "call(name, loops, tile, function, parts…) requires a part for each view of const elements that "
                "the function takes, of its element type and in their order");
  const reference r = make_definition(definition_kind::compute, make_name(label.label), label.line);
  definition& d = *r;
  if (!by.is_named) d.problem.record(rule::call_name, 0, name::capacity, by.line);
  d.function = by.erased();
  d.looped = looped;
  bind_axes(d, loops, looped);
  (add_lead(d, parts), ...);
  bind_axes(d, tile, tiled);
  int v = 0;
  (add_rest(d, v++, Lead), ...);
  set_types(d, written());
  int reads = 0, writes = 0;
  (d.views.push(std::is_const_v<Elements> ? reads++ : -1 - writes++), ...);
  return handles_of<Rank>(r, written());
}

}  // namespace expr

/// Defines a tensor over loops and the axes of a tile: `by` computes the tile, once for each point of
/// the loops. Returns its handle; of two results both.
template <int Looped, int Tiled, auto Function, class... Elements, class... Parts>
constexpr auto call(const named_at& label, const axis (&loops)[Looped], const axis (&tile)[Tiled],
                    const external_of<Function, Elements...>& by, const Parts&... parts) {
  return expr::make_call<Looped + Tiled>(label, loops, Looped, tile, Tiled, by, expr::as_rows(parts)...);
}

/// The same without loops: the function runs once, for the whole tensor.
template <int Tiled, auto Function, class... Elements, class... Parts>
constexpr auto call(const named_at& label, const axis (&tile)[Tiled], const external_of<Function, Elements...>& by,
                    const Parts&... parts) {
  return expr::make_call<Tiled>(label, nullptr, 0, tile, Tiled, by, expr::as_rows(parts)...);
}

}  // namespace tenon::inline TENON_ABI
