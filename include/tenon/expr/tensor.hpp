// What descriptions are written with: input, scalar, compute, update. The handles they return are
// called with indices to make expressions.
#pragma once

#include <source_location>

#include <tenon/expr/flatten.hpp>

namespace tenon::inline TENON_ABI {

namespace expr {

/// How an index is kept in an access: a value, or a form.
template <class Index>
struct index_kept {
  using type = form_of<Index>;
};
template <class V>
struct index_kept<gathered<V>> {
  using type = gathered<V>;
};
template <class Index>
using accessed_by = typename index_kept<Index>::type;

}  // namespace expr

/// A value as an index: `A(gather(I(i), n), j)` is row I(i) of A. The bound is at least 1, and a value
/// beyond 0 … bound - 1 stands for the nearest of these. An unsigned value counts as an int64.
template <expr::expression E>
constexpr auto gather(const E& value, const extent& bound) {
  using T = typename E::value_type;
  static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>,
                "gather(value, bound) requires an integer value: cast<int>(…) it first");
  return expr::gathered<E>{value, bound};
}

/// Handle of a tensor in a description: of an input, or of one result of a definition.
/// `A(i, j)` is its element; handles are copied freely and keep their definition alive.
template <element_type T, int Rank>
class tensor_of {
 public:
  using value_type = T;
  static constexpr int rank = Rank;

  constexpr explicit tensor_of(expr::reference definition, int result = 0)
      : definition_(definition), result_(result) {}

  /// The element at these indices, one for each dimension.
  template <class... Indices>
  requires((index_operand<Indices> || expr::is_gathered<Indices>) && ...)
  constexpr auto operator()(const Indices&... indices) const {
    static_assert(sizeof...(Indices) == Rank,
                  "A(indices…) requires as many indices as the tensor has dimensions");
    if constexpr (Rank == 0 || sizeof...(Indices) != Rank) {
      return expr::read<T, 0>{{}, definition_, result_, {}};
    } else if constexpr ((expr::is_gathered<Indices> || ...)) {
      using kept = expr::hana::basic_tuple<expr::accessed_by<Indices>...>;
      return expr::gathering_read<T, expr::accessed_by<Indices>...>{
          {}, definition_, result_, kept(expr::accessed_by<Indices>(indices)...)};
    } else {
      using form = form_of<Indices...>;
      return expr::read<T, Rank, form>{{}, definition_, result_, {form(indices)...}};
    }
  }

  /// Extent of a dimension.
  constexpr extent size(int dimension) const { return extent(definition_->shape[dimension]); }

  /// Declares the storage order of an input: its dimensions from outermost to innermost
  /// (contiguous).
  template <std::integral... Dimensions>
  constexpr auto& order(Dimensions... dimensions) {
    static_assert(sizeof...(Dimensions) == Rank,
                  "order(dimensions…) requires every dimension once");
    int at = 0;
    ((definition_->storage_order[at++] = static_cast<std::int32_t>(dimensions)), ...);
    for (int i = 0; i < Rank; ++i) {
      const std::int32_t d = definition_->storage_order[i];
      bool known = d >= 0 && d < Rank;
      for (int j = 0; j < i; ++j) known = known && definition_->storage_order[j] != d;
      if (known) continue;
      definition_->problem.record(rule::input_order, d, i, definition_->line);
      definition_->storage_order[i] = 0;
    }
    return *this;
  }
  /// Declares that an input has no gaps: its strides follow from its extents.
  constexpr tensor_of& dense() {
    definition_->dense = true;
    return *this;
  }
  /// Declares that an input's first element is aligned to this many bytes.
  constexpr tensor_of& aligned(index_t bytes,
                               std::source_location at = std::source_location::current()) {
    if (bytes < 1 || (bytes & (bytes - 1)) != 0) {
      definition_->problem.record(rule::input_alignment, bytes, 0, at.line());
    }
    definition_->alignment = bytes;
    return *this;
  }

  constexpr const expr::reference& definition() const { return definition_; }
  constexpr int result() const { return result_; }

 private:
  expr::reference definition_;
  int result_;
};

/// A name together with the source line that gives it.
struct named_at {
  const char* label;
  std::uint32_t line;
  constexpr named_at(const char* text, std::source_location at = std::source_location::current())
      : label(text), line(at.line()) {}
};

namespace expr {

constexpr reference make_definition(definition_kind kind, const name& label, std::uint32_t line) {
  reference r(new definition);
  r->kind = kind;
  r->label = label;
  r->line = line;
  return r;
}

/// Extents are not negative where that is known already.
constexpr void check_extent(definition& d, const ir::affine& form, int number) {
  if (form.is_constant() && form.constant < 0) {
    d.problem.record(rule::extent_negative, number, form.constant, d.line);
  }
}

/// Adds axes that span the tensor.
constexpr void bind_axes(definition& d, const axis* axes, int count) {
  for (int i = 0; i < count; ++i) {
    const int at = d.find_axis(axes[i].label);
    if (at >= 0) d.problem.record(rule::axis_twice, d.rank, at, d.line);
    check_extent(d, axes[i].range.form, d.rank);
    d.axes.push(bound_axis{axes[i].label, axes[i].range.form});
    d.shape[d.rank++] = axes[i].range.form;
  }
}

/// Handles of all results of a definition whose value has type E.
template <int Rank, class E>
constexpr auto handles(const reference& r) {
  return tensor_of<typename E::value_type, Rank>(r);
}
template <class T>
struct pair_of_results;

/// The element types of a root expression's results.
template <class E>
struct root_results {
  using first = typename E::value_type;
  static constexpr int count = 1;
};
template <class T, class C, bool Ac, int N, class... Terms>
struct root_results<reduction<reducer<T, C, Ac>, N, Terms...>> {
  using first = T;
  static constexpr int count = 1;
};
template <class T, bool Max, int N, class... Terms>
struct root_results<reduction<arg_reducer<T, Max>, N, Terms...>> {
  using first = T;
  static constexpr int count = 2;
};

}  // namespace expr

/// Two results of one definition; `auto [value, position] = compute(…, argmax(…))`.
template <class First, class Second>
struct results {
  First first;
  Second second;
};

/// A tensor that the caller passes: element type T, one extent a dimension. The last dimension is
/// contiguous and the others have run-time strides, unless the handle declares otherwise.
template <element_type T, class... Extents>
constexpr auto input(const named_at& label, const Extents&... extents) {
  static_assert((std::is_convertible_v<Extents, extent> && ...),
                "input<T>(name, extents…) requires extents: numbers or symbols");
  static_assert(sizeof...(Extents) <= ir::max_rank, "a tensor has at most 8 dimensions");
  expr::reference r =
      expr::make_definition(expr::definition_kind::input, make_name(label.label), label.line);
  r->rank = sizeof...(Extents);
  r->types[0] = element_of<T>;
  int at = 0;
  ((r->shape[at++] = extent(extents).form), ...);
  for (int i = 0; i < r->rank; ++i) expr::check_extent(*r, r->shape[i], i);
  return tensor_of<T, static_cast<int>(sizeof...(Extents))>(r);
}

/// A tensor that the caller passes and an update writes.
template <element_type T, class... Extents>
constexpr auto inout(const named_at& label, const Extents&... extents) {
  auto t = input<T>(label, extents...);
  t.definition()->updatable = true;
  return t;
}

/// A number that the caller passes when the kernel runs; `alpha()` is its value.
template <element_type T>
constexpr auto scalar(const named_at& label) {
  return input<T>(label);
}

/// Defines a tensor by its value at each point of the axes: an expression, or a reduction over
/// further axes. Returns its handle (argmax and argmin: the handles of both results).
template <int Rank, class E>
constexpr auto compute(const char* label, const axis (&axes)[Rank], const E& value,
                       std::source_location at = std::source_location::current()) {
  static_assert(expr::expression<E> || expr::is_reduction<E>,
                "compute(name, axes, value) requires an expression over tensors as value");
  static_assert(Rank <= ir::max_rank, "a tensor has at most 8 dimensions");
  using kind = expr::root_results<E>;
  expr::reference r =
      expr::make_definition(expr::definition_kind::compute, make_name(label), at.line());
  expr::bind_axes(*r, axes, Rank);
  expr::flatten_root(*r, value);
  if constexpr (kind::count == 2) {
    return results<tensor_of<typename kind::first, Rank>, tensor_of<index_t, Rank>>{
        tensor_of<typename kind::first, Rank>(r, 0), tensor_of<index_t, Rank>(r, 1)};
  } else {
    return tensor_of<typename kind::first, Rank>(r);
  }
}

/// Writes a value over an `inout` tensor: an expression replaces each element, a reduction goes on
/// from what the element holds (`C += A·B` is an update by a sum). Returns the updated tensor.
template <element_type T, int Rank, class E>
constexpr auto update(const tensor_of<T, Rank>& over, const axis (&axes)[Rank], const E& value,
                      std::source_location at = std::source_location::current()) {
  static_assert(std::is_same_v<typename expr::root_results<E>::first, T>,
                "update(tensor, axes, value) requires a value of the tensor's element type");
  static_assert(expr::root_results<E>::count == 1, "update(…) takes a value with one result");
  name label = over.definition()->label;
  label.append('\'');
  expr::reference r = expr::make_definition(expr::definition_kind::update, label, at.line());
  expr::add_source(*r, over.definition(), over.result());
  expr::bind_axes(*r, axes, Rank);
  for (int i = 0; i < Rank; ++i) {
    if (!(r->shape[i] == over.definition()->shape[i]))
      r->problem.record(rule::update_shape, i, 0, at.line());
  }
  expr::flatten_root(*r, value);
  return tensor_of<T, Rank>(r);
}

}  // namespace tenon::inline TENON_ABI
