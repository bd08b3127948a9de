// transform_layout, pack: in which order a stage's elements lie in memory, and in which blocks.
//
//   for y, x: P(y, x) = …                        for y, x: P(y, x) = …
//   for i, j: … P(i, j) …                  →     for i, j: … P(i, j) …
//   P(y, x) stored at [y][x]                     stored at [x][y]                  transform_layout(x, y)
//                                                stored at [⌊x / 8⌋][y][x mod 8]   transform_layout(floordiv(x, 8), y, mod(x, 8)),
//                                                                                  pack(1, 8)
//
// Of a dimension, what is divided most has no end of its own; the parts inside have what they are taken
// modulo. Where a block doesn't divide what is stored, the last one is stored in full, and what lies
// beyond is neither written nor read. Indices count from the first element that is stored: of a stage
// computed at a loop, from the first that an iteration reads. pack(d, f) is the layout of panels: blocks of
// packed dimensions outermost, then whole dimensions, then what is inside of blocks.
//
// Law: loops, and every value, are as before; each element has one place. Bit-preserving.
#pragma once

#include <limits>
#include <source_location>

#include <tenon/expr/quotient.hpp>
#include <tenon/schedule/storage_align.hpp>

namespace tenon::inline TENON_ABI {

/// A part of a layout, an index expression, together with the source line that names it.
struct layout_part {
  quotient_form which;
  std::source_location where;
  constexpr layout_part(const axis& x, std::source_location w = std::source_location::current()) : which(x), where(w) {}
  constexpr layout_part(const quotient_form& x, std::source_location w = std::source_location::current())
      : which(x), where(w) {}
};

namespace schedule_room {

/// The part of a dimension that an index over axes and the first `count` quotients of a form is, and the
/// axis: x, floordiv(part, f) or mod(part, f); divisor 0: none of these.
constexpr stored_part part_of(const quotient_form& f, const index_form& axes, const index_t* factors, int count, axis& of) {
  constexpr stored_part none{-1, 0, 0};
  int last = count - 1;
  while (last >= 0 && factors[last] == 0) --last;
  if (last < 0) {
    if (axes.count != 1 || axes.parts[0].factor != 1 || !axes.constant.form.is_zero() || axes.too_long) return none;
    of.label = axes.parts[0].label;
    return {-1, 1, 0};
  }
  const quotient_form::quotient& q = f.quotients[last];
  stored_part x = part_of(f, q.axes, q.factors, last, of);
  if (x.divisor == 0 || q.divisor < 1 || x.modulus % q.divisor != 0) return none;
  bool is_dividend = axes.count == q.axes.count && axes.constant == q.axes.constant;  // so that it is mod
  for (int i = 0; i < axes.count && is_dividend; ++i)
    is_dividend = axes.parts[i].label == q.axes.parts[i].label && axes.parts[i].factor == q.axes.parts[i].factor;
  bool is_alone = axes.count == 0 && axes.constant.form.is_zero();
  for (int k = 0; k < last; ++k) {
    is_dividend = is_dividend && factors[k] == q.factors[k];
    is_alone = is_alone && factors[k] == 0;
  }
  if (factors[last] == 1 && is_alone) {
    if (q.divisor > std::numeric_limits<index_t>::max() / x.divisor) return none;
    return {-1, x.divisor * q.divisor, x.modulus / q.divisor};
  }
  return factors[last] == -q.divisor && is_dividend ? stored_part{-1, x.divisor, q.divisor} : none;
}

/// Whether the parts of dimension `d` make up its index, from the innermost on, and nothing twice.
constexpr bool covers_dimension(const stored_parts& parts, int d) {
  bool used[ir::max_rank] = {};
  index_t reached = 1;
  for (int found = 0; found >= 0;) {
    found = -1;
    for (int i = 0; i < parts.size(); ++i) {
      const stored_part& x = parts[i];
      if (x.dimension != d || used[i] || x.divisor != reached || x.modulus == 0) continue;
      found = i;
    }
    if (found < 0) break;
    used[found] = true;
    if (parts[found].modulus > std::numeric_limits<index_t>::max() / reached) return false;
    reached *= parts[found].modulus;
  }
  int rest = 0;
  for (int i = 0; i < parts.size(); ++i) {
    if (parts[i].dimension != d || used[i]) continue;
    if (parts[i].divisor != reached || parts[i].modulus != 0) return false;
    ++rest;
  }
  return rest == 1;
}

constexpr void transform_layout(state& s, int st, const stored_parts& parts, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (!has_own_storage(on)) return s.problem.record(rule::layout_place, st, 0, line);
  for (const stored_part& x : parts) {
    if (!has_dimension(s, on, x.dimension, line)) return;
  }
  for (int d = 0; d < on.body->rank; ++d) {
    if (parts.overflowed || !covers_dimension(parts, d)) return s.problem.record(rule::layout_parts, d, st, line);
  }
  if (!on.layout.empty()) return s.problem.record(rule::layout_twice, st, 0, line);
  on.layout = parts;
  on.laid_out = true;
  on.layout_line = line;
  step& now = s.remember(primitive::transform_layout, st);
  now.numbers[0] = s.step_parts.size();
  now.numbers[1] = parts.size();
  for (const stored_part& x : parts) s.step_parts.push(x);
}

constexpr void pack(state& s, int st, int dimension, index_t factor, std::uint32_t line) {
  stage& on = *s.stages[st];
  if (!has_own_storage(on)) return s.problem.record(rule::pack_cache, st, dimension, line);
  if (!has_dimension(s, on, dimension, line)) return;
  if (factor < 1) return s.problem.record(rule::pack_factor, factor, 0, line);
  index_t blocks[ir::max_rank] = {};
  for (const stored_part& x : on.layout) blocks[x.dimension] = x.modulus > 0 ? x.modulus : blocks[x.dimension];
  if (on.laid_out || blocks[dimension] > 0) return s.problem.record(rule::layout_twice, st, 0, line);
  blocks[dimension] = factor;
  stored_parts layout;
  for (int d = 0; d < on.body->rank; ++d) {
    if (blocks[d] > 0) layout.push({d, blocks[d], 0});
  }
  for (int d = 0; d < on.body->rank; ++d) {
    if (blocks[d] == 0) layout.push({d, 1, 0});
  }
  for (int d = 0; d < on.body->rank; ++d) {
    if (blocks[d] > 0) layout.push({d, 1, blocks[d]});
  }
  if (layout.overflowed) return s.problem.record(rule::pack_cache, st, dimension, line);
  on.layout = layout;
  on.layout_line = line;
  step& now = s.remember(primitive::pack, st);
  now.numbers[0] = dimension;
  now.numbers[1] = factor;
}

/// A stage that was laid out still has storage of its own.
constexpr void check_layout(state& s, int st) {
  const stage& on = *s.stages[st];
  if (!on.layout.empty() && !has_own_storage(on))
    s.problem.record(on.laid_out ? rule::layout_place : rule::pack_cache, st, 0, on.layout_line);
}

}  // namespace schedule_room
}  // namespace tenon::inline TENON_ABI
