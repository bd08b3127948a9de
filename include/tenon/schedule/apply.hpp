// Any primitive by its name: for what reads schedules instead of writing them.
#pragma once

#include <tenon/schedule/schedule.hpp>

namespace tenon::inline TENON_ABI::schedule_room {

/// What a primitive is used with.
struct use {
  std::int32_t stage, other;  ///< other: consumer, the only reader of a copy, or what is prefetched; -1: none
  const std::int32_t* loops;  ///< of the stage, or of the consumer
  std::int32_t count;
  const index_t* numbers;
  tail at_end;
  std::uint32_t line;
  const intrinsic* by = nullptr;  ///< tensorize
  name scratchpad = {};           ///< set_scope
  stored_parts parts = {};        ///< transform_layout
};

/// Uses a primitive; a rule that it breaks is recorded.
constexpr void apply(state& s, primitive p, const use& u) {
  if (s.stages[u.stage]->is_input() && p != primitive::cache_read)
    return s.problem.record(rule::stage_is_input, u.stage, 0, u.line);
  const int st = u.stage;
  const index_t* n = u.numbers;
  const auto first = static_cast<int>(n[0]);
  int parts[2] = {};
  switch (p) {
    case primitive::split: return split(s, st, u.loops[0], n[0], false, u.at_end, u.line, parts);
    case primitive::split_parts: return split(s, st, u.loops[0], n[0], true, tail::guard, u.line, parts);
    case primitive::fuse: return static_cast<void>(fuse(s, st, u.loops[0], u.loops[1], u.line));
    case primitive::reorder: return reorder(s, st, u.loops, u.count, u.line);
    case primitive::vectorize: return annotate(s, st, u.loops[0], loop_mark::vectorized, u.line);
    case primitive::unroll: return annotate(s, st, u.loops[0], loop_mark::unrolled, u.line);
    case primitive::unroll_by: return unroll_by(s, st, u.loops[0], n[0], u.line);
    case primitive::parallel: return annotate(s, st, u.loops[0], loop_mark::parallel, u.line);
    case primitive::bind: return bind(s, st, u.loops[0], static_cast<hardware_axis>(first), u.line);
    case primitive::set_scope: return set_scope(s, st, static_cast<memory_scope>(first), u.scratchpad, u.line);
    case primitive::compute_at: return compute_at(s, st, u.other, u.loops[0], u.line);
    case primitive::store_at: return store_at(s, st, u.other, u.loops[0], u.line);
    case primitive::store_root: return store_root(s, st, u.line);
    case primitive::compute_inline: return compute_inline(s, st, u.line);
    case primitive::compute_root: return compute_root(s, st, u.line);
    case primitive::cache_read: return static_cast<void>(cache_read(s, st, u.other, u.line));
    case primitive::cache_write: return cache_write(s, st, u.loops[0], u.line);
    case primitive::pack: return pack(s, st, first, n[1], u.line);
    case primitive::pad: return pad(s, st, first, u.line);
    case primitive::storage_align: return storage_align(s, st, first, n[1], n[2], u.line);
    case primitive::transform_layout: return transform_layout(s, st, u.parts, u.line);
    case primitive::double_buffer: return double_buffer(s, st, u.line);
    case primitive::multi_buffer: return multi_buffer(s, st, n[0], u.line);
    case primitive::prefetch: return prefetch(s, st, u.other, u.loops[0], n[0], u.line);
    case primitive::pragma: return pragma(s, st, u.loops[0], static_cast<ir::loop_hint>(first), u.line);
    case primitive::zigzag: return zigzag(s, st, u.loops[0], u.line);
    case primitive::reverse_compute_at: return reverse_compute_at(s, st, u.other, u.loops[0], u.line);
    case primitive::tensorize: return tensorize(s, st, u.loops[0], *u.by, u.line);
    case primitive::rfactor: return static_cast<void>(rfactor(s, st, u.loops[0], first, u.line));
  }
}

}  // namespace tenon::inline TENON_ABI::schedule_room
