// Recurrences: tensors whose rows are made of their earlier rows.
//
//   auto h = state<float>("h", T + 1, n);                     // row t: what step t starts from
//   auto a = compute("a", {t, j}, sum(W(k, j) * h(t, k), k));
//   auto b = compute("b", {t, j}, tanh(a(t, j) + X(t, j)));
//   auto S = scan("S", {u, j}, next(h, h0, b));               // S(0, j) = h0(j), S(u, j) = b(u - 1, j)
//
// A state is a name for the scan's rows: whoever computes a step reads it, everybody else the scan.
#pragma once

#include <tenon/expr/tensor.hpp>

namespace tenon::inline TENON_ABI {

/// Names the rows of a recurrence, which scan(…) gives: element type T, rows first.
template <element_type T, class... Extents>
constexpr auto state(const named_at& label, const Extents&... extents) {
  static_assert(sizeof...(Extents) >= 1, "state<T>(name, rows, extents…) requires a number of rows");
  auto t = input<T>(label, extents...);
  t.definition()->kind = expr::definition_kind::state;
  return t;
}

/// What a scan is made of, for one state: its row 0, and row t + 1 as step t gives it.
template <element_type T, int Rank, class Start>
struct recurrence {
  tensor_of<T, Rank> state;
  Start start;
  tensor_of<T, Rank> step;
};

/// Row 0 of a state is `start`, a tensor of one dimension less or one number for all of it, and row
/// t + 1 is row t of `step`.
template <element_type T, int Rank, class Start, class Step>
constexpr auto next(const tensor_of<T, Rank>& state, const Start& start, const Step& step) {
  using row = tensor_of<T, Rank - 1>;
  using number = computing_type<T>;
  static_assert(std::is_same_v<Start, row> || std::is_convertible_v<Start, number>,
                "next(state, start, step) requires as start a tensor of the state's element type and one "
                "dimension less, or a number");
  static_assert(std::is_same_v<Step, tensor_of<T, Rank>>,
                "next(state, start, step) requires as step a tensor of the state's element type and dimensions");
  using first = std::conditional_t<std::is_same_v<Start, row>, row, number>;
  return recurrence<T, Rank, first>{state, static_cast<first>(start), step};
}

namespace expr {

/// Marks a state as closed by result `result` of a scan whose axes are bound.
constexpr void close(definition& scan, int result, const reference& state) {
  scan.closes[result] = add_source(scan, state, 0);
  if (state->kind != definition_kind::state || state->closed)
    scan.problem.record(rule::scan_state, result, scan.closes[result], scan.line);
  state->closed = true;
  for (int d = 0; d < scan.rank; ++d) {
    if (!(scan.shape[d] == state->shape[d])) scan.problem.record(rule::scan_shape, d, result, scan.line);
  }
}

/// The row of a recurrence at axes u, j…: u ≥ 1 ? step(u - 1, j…) : start(j…).
template <element_type T, int Rank, class Start, std::size_t... D>
constexpr auto row_of(const recurrence<T, Rank, Start>& r, const axis (&axes)[Rank], std::index_sequence<D...>) {
  const auto step = r.step(axes[0] - 1, axes[D + 1]...);
  if constexpr (std::is_same_v<Start, computing_type<T>>) {
    return select(axes[0] >= 1, step, literal<T>{{}, r.start});
  } else {
    return select(axes[0] >= 1, step, r.start(axes[D + 1]...));
  }
}

/// Makes result `result` of a scan.
template <element_type T, int Rank, class Start>
constexpr void flatten_row(definition& d, int result, const recurrence<T, Rank, Start>& r, const axis (&axes)[Rank]) {
  d.types[result] = element_of<T>;
  d.value_of[result] = flatten(d, row_of(r, axes, std::make_index_sequence<Rank - 1>()));
}

template <int Rank, class... Recurrences>
constexpr reference make_scan(const char* label, const axis (&axes)[Rank], std::source_location at,
                              const Recurrences&... of) {
  reference r = make_definition(definition_kind::compute, make_name(label), at.line());
  bind_axes(*r, axes, Rank);
  r->results = sizeof...(of);
  int result = 0;
  (close(*r, result++, of.state.definition()), ...);
  result = 0;
  (flatten_row(*r, result++, of, axes), ...);
  return r;
}

}  // namespace expr

/// Defines all rows of a state, row 0 and then row after row: axis 0 counts the rows, all the others
/// are those of a row. Returns its handle.
template <int Rank, element_type T, int Dimensions, class Start>
constexpr auto scan(const char* label, const axis (&axes)[Rank], const recurrence<T, Dimensions, Start>& of,
                    std::source_location at = std::source_location::current()) {
  static_assert(Dimensions == Rank, "scan(name, axes, next(…)) requires as many axes as the state has dimensions");
  return tensor_of<T, Rank>(expr::make_scan(label, axes, at, of));
}
/// The same for two states whose steps need each other; `auto [h, c] = scan(…)`.
template <int Rank, element_type T, int Dimensions, class Start, element_type T2, int Dimensions2, class Start2>
constexpr auto scan(const char* label, const axis (&axes)[Rank], const recurrence<T, Dimensions, Start>& first,
                    const recurrence<T2, Dimensions2, Start2>& second,
                    std::source_location at = std::source_location::current()) {
  static_assert(Dimensions == Rank && Dimensions2 == Rank,
                "scan(name, axes, next(…)) requires as many axes as the state has dimensions");
  const expr::reference r = expr::make_scan(label, axes, at, first, second);
  return results<tensor_of<T, Rank>, tensor_of<T2, Rank>>{tensor_of<T, Rank>(r, 0), tensor_of<T2, Rank>(r, 1)};
}

}  // namespace tenon::inline TENON_ABI
