// Products of a small constant matrix with values, spelled out: what is multiplied by 0 is not
// read, and what by 1 not multiplied.
//
//   rows_of<M>(i, read) is Σ M(i, k) · read(k): where i is unrolled, each iteration has its own
//   row.
#pragma once

#include <tenon/expr/functions.hpp>

namespace tenon::inline TENON_ABI::op {

/// `read(k)` times an entry that isn't 0.
template <class Matrix, int Row, int Column, class Read>
constexpr auto scaled(const Read& read) {
  constexpr auto entry = Matrix::at(Row, Column);
  const auto value = read(Column);
  using real = typename decltype(value)::value_type;
  if constexpr (entry.above == entry.below)
    return value;
  else if constexpr (entry.above == -entry.below)
    return -value;
  else
    return value * entry.template as<real>();
}

/// Whether a row of a matrix has an entry that isn't 0 from a column on.
template <class Matrix, int Row>
constexpr bool has_more(int column) {
  for (; column < Matrix::columns; ++column) {
    if (!Matrix::at(Row, column).is_zero()) return true;
  }
  return false;
}

/// Row `Row` of the matrix times the values, from column `Column` on.
template <class Matrix, int Row, int Column = 0, class Read>
constexpr auto combination(const Read& read) {
  if constexpr (Matrix::at(Row, Column).is_zero())
    return combination<Matrix, Row, Column + 1>(read);
  else if constexpr (has_more<Matrix, Row>(Column + 1))
    return scaled<Matrix, Row, Column>(read) + combination<Matrix, Row, Column + 1>(read);
  else
    return scaled<Matrix, Row, Column>(read);
}

/// Row `i` of the matrix times the values: a choice among rows by an index.
template <class Matrix, int Row = 0, class Index, class Read>
constexpr auto rows_of(const Index& i, const Read& read) {
  if constexpr (Row == Matrix::rows - 1)
    return combination<Matrix, Row>(read);
  else
    return select(i <= Row, combination<Matrix, Row>(read), rows_of<Matrix, Row + 1>(i, read));
}

}  // namespace tenon::inline TENON_ABI::op
