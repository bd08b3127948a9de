// storage_align: how far apart neighbours along a dimension lie in a stage's storage, so that what
// is read together lies in different banks of shared memory, or in different sets of a cache.
//
//   storage_align(0, 32, 1):   P[y][x] of 16 columns        →   at y·33 + x
//                              stored at y·16 + x               (33 mod 32 = 1, the least such ≥ 16)
//
// The stride of a dimension is the size of what lies inside of it, rounded up until it leaves `offset`
// when divided by `factor`; of a packed dimension, the stride from group to group.
//
// Law: every element has a place of its own, and nobody outside sees which. Bit-preserving.
#pragma once

#include <tenon/schedule/cache.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// Whether a stage's storage belongs to nobody but the kernel.
constexpr bool has_own_storage(const stage& on) {
  return !on.is_input() && !on.is_output && on.where != placement::inlined &&
         on.body->kind != expr::definition_kind::update;
}

constexpr void storage_align(state& s, int st, int dimension, index_t factor, index_t offset, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (!has_own_storage(on)) return s.problem.record(rule::storage_align_place, st, dimension, line);
  if (!has_dimension(s, on, dimension, line)) return;
  if (factor < 1 || offset < 0 || offset >= factor)
    return s.problem.record(rule::storage_align_factor, factor, offset, line);
  if (on.aligned[dimension].factor != 0) return s.problem.record(rule::storage_align_twice, dimension, st, line);
  on.aligned[dimension] = {factor, offset};
  on.aligned_line = line;
  step& now = s.remember(primitive::storage_align, st);
  now.numbers[0] = dimension;
  now.numbers[1] = factor;
  now.numbers[2] = offset;
}

/// A stage whose storage was aligned still has one.
constexpr void check_aligned(state& s, int st) {
  const stage& on = *s.stages[st];
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.aligned[d].factor != 0 && !has_own_storage(on))
      return s.problem.record(rule::storage_align_place, st, d, on.aligned_line);
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
