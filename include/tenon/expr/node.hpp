// The grammar of expression templates: what `A(i, r) * B(r, j)` has as its type. Declarations only;
// operators.hpp builds them, flatten.hpp turns them into values.
//
//   expression = read | gathering_read | literal | index_value | holds | node(operation, operands…)
//              | call(function, operands…) | accumulated | incoming
//   reduction  = reduce(reducer, terms…, axes…)           the whole value of a definition
//
// An expression's value_type is what a definition of it holds. Half and bfloat16 only hold: such an
// expression is computed in float, and rounded where a definition stores it or a cast says so.
#pragma once

#include <boost/hana/basic_tuple.hpp>
#include <boost/hana/unpack.hpp>

#include <tenon/expr/definition.hpp>
#include <tenon/expr/index.hpp>

namespace tenon::inline TENON_ABI::expr {

namespace hana = boost::hana;

struct expression_base {};

/// An element of a tensor: its type carries element type and rank, its value which and where.
template <element_type T, int Rank, class Form = index_form>
struct read : expression_base {
  using value_type = T;
  reference tensor;
  int result;
  Form indices[Rank == 0 ? 1 : Rank];
};

/// A value as an index below a bound.
template <class Value>
struct gathered {
  Value value;
  extent bound;
};
template <class T>
inline constexpr bool is_gathered = false;
template <class V>
inline constexpr bool is_gathered<gathered<V>> = true;

/// An element of a tensor of which some indices are values.
template <element_type T, class... Indices>
struct gathering_read : expression_base {
  using value_type = T;
  reference tensor;
  int result;
  hana::basic_tuple<Indices...> indices;
};

/// A number, in the type in which values of type T are computed with.
template <element_type T>
struct literal : expression_base {
  using value_type = T;
  computing_type<T> number;
};

/// An index as a number of type T.
template <element_type T, class Form = index_form>
struct index_value : expression_base {
  using value_type = T;
  Form index;
};

/// Conditions on indices: every form is ≥ 0.
template <int Count, class Form = index_form>
struct holds : expression_base {
  using value_type = bool;
  Form forms[Count];
};

/// An operation of the loop program over operand expressions.
template <ir::operation Op, element_type T, class... Operands>
struct node : expression_base {
  using value_type = T;
  hana::basic_tuple<Operands...> operands;
};

/// A math function over operand expressions.
template <function F, element_type T, class... Operands>
struct call : expression_base {
  using value_type = T;
  hana::basic_tuple<Operands...> operands;
};

/// In a reducer: result number `Result` of what was accumulated (left) or what comes in (right).
template <value_kind Side, int Result, element_type T>
struct operand : expression_base {
  using value_type = T;
};

/// A reduction over axes; `Combine(left…, right…)` gives the new accumulated results.
template <class Reducer, int Axes, class... Terms>
struct reduction {
  Reducer reducer;
  axis axes[Axes];
  hana::basic_tuple<Terms...> terms;
};

template <class T>
concept expression = std::is_base_of_v<expression_base, T>;

template <class T>
inline constexpr bool is_reduction = false;
template <class R, int N, class... T>
inline constexpr bool is_reduction<reduction<R, N, T...>> = true;

}  // namespace tenon::inline TENON_ABI::expr
