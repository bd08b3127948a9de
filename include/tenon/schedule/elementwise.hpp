// Which stages read others element by element: each index is an axis of the reader, for every
// dimension another one.
//
//   D(i, j) = C(j, i) + B(j)      reads C element by element, at its axes 1 and 0; B too, at axis 1
//   D(i, j) = C(i, j + 1)         doesn't
#pragma once

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// How a stage reads another one.
struct element_reads {
  bool some = false;                        ///< it reads it at all
  std::int32_t other = -1;                  ///< a dimension that some read indexes otherwise, or -1
  std::int32_t axis[ir::max_rank] = {};     ///< of the reader, for each dimension

  constexpr bool element_by_element() const { return some && other < 0; }
  /// The dimension that is read at an axis, or -1.
  constexpr int dimension_of(int of_axis, int rank) const {
    for (int d = 0; d < rank; ++d) {
      if (axis[d] == of_axis) return d;
    }
    return -1;
  }
};

/// The axis that a form is, of those that the definition doesn't reduce over; -1 where it is none.
constexpr int axis_of_form(const expr::definition& d, const ir::affine& form) {
  for (int a = 0; a < d.rank; ++a) {
    if (form == ir::make_variable(axis_base + a)) return a;
  }
  return -1;
}

/// How stage `reader` reads stage `source` directly: every read must be of the same element.
constexpr element_reads reads_of(const state& s, int reader, int source) {
  const stage& on = *s.stages[reader];
  element_reads found;
  for (const expr::value& v : on.body->values) {
    if (v.kind != expr::value_kind::read || on.source_stage[v.source] != source) continue;
    for (int d = 0; d < v.count; ++d) {
      const int a = axis_of_form(*on.body, on.body->forms[v.first + d]);
      const bool twice = a >= 0 && found.dimension_of(a, d) >= 0;
      if (a < 0 || twice || (found.some && found.axis[d] != a)) found.other = d;
      found.axis[d] = a;
    }
    found.some = true;
  }
  return found;
}

}  // namespace tenon::inline TENON_ABI::schedule_room
