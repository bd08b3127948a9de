// Storage: a buffer for each argument and each stage, as large as what is computed of it and no
// larger, and a place for it: the caller's memory, registers, or the workspace. How its elements lie:
// strides.hpp.
#pragma once

#include <tenon/lower/strides.hpp>
#include <tenon/schedule/double_buffer.hpp>

namespace tenon::inline TENON_ABI::lower {

/// A tensor argument: the caller's memory, with run-time strides except along the contiguous axis.
constexpr int add_argument(context& c, const expr::definition& d, int result, ir::access use) {
  ir::buffer b = make_buffer(d.label, d.types[result], d.rank);
  if (result > 0) b.label.append('2');
  b.where = ir::memory::argument;
  b.use = use;
  b.argument = c.p.arguments++;
  if (d.alignment > b.alignment) b.alignment = d.alignment;
  affine dense = make_affine(1);
  for (int i = d.rank - 1; i >= 0; --i) {
    const int at = d.storage_order[i];
    b.extents[at] = d.shape[at];
    if (i == d.rank - 1 || d.dense) {
      b.strides[at] = as_stride(c, dense, d.label);
    } else {
      ir::variable v{};
      v.label = d.label;
      v.label.append('_');
      v.label.append('s');
      v.label.append(static_cast<char>('0' + at));
      v.kind = ir::variable_kind::parameter;
      v.argument = c.p.parameters++;
      v.subject = -1;
      b.strides[at] = make_variable(c.add_variable(v, {everywhere, at_entry}));
    }
    if (d.dense) dense = product_form(c, everywhere, dense, d.shape[at], d.label);
  }
  return c.p.buffers.push(b);
}

/// Gives a workspace buffer its bytes, 64-byte aligned.
constexpr void allot(context& c, ir::buffer& b) {
  affine& end = b.per_worker ? c.worker_end : c.workspace_end;
  b.where = ir::memory::workspace;
  b.alignment = 64;
  b.offset = end;
  const affine lines = ceil_div_form(c, everywhere, b.size * size_of(b.type), 64, b.label);
  end = end + lines * 64;
  if (end.broken) c.problem.record(rule::index_overflow, c.p.buffers.size(), 0, 0);
  if (end.count > 3) end = as_stride(c, end, b.label);
}

/// Whether the executor's threads share out loop `position` of a stage: also the outermost of the
/// loops bound to blocks, where the machine has none.
constexpr bool runs_parallel(const context& c, int st, int position) {
  const loop_mark mark = c.stage_at(st).loops[c.plan_of(st).nest[position]].mark;
  return mark == loop_mark::parallel || (position == 0 && schedule_room::is_block(mark) && !c.p.machine.has_blocks());
}

/// Whether a place lies inside loops of a block of threads.
constexpr bool inside_block(const context& c, home place) {
  for (; place.stage != everywhere; place = place_of(c, place.stage)) {
    const stage& on = c.stage_at(place.stage);
    for (int i = 0; i <= place.position; ++i) {
      const loop_mark mark = on.loops[c.plan_of(place.stage).nest[i]].mark;
      if (schedule_room::is_block(mark) || schedule_room::is_real_thread(mark)) return true;
    }
  }
  return false;
}

/// Whether a place lies inside a parallel loop.
constexpr bool inside_parallel(const context& c, home place) {
  while (place.stage != everywhere) {
    for (int i = 0; i <= place.position; ++i) {
      if (runs_parallel(c, place.stage, i)) return true;
    }
    place = place_of(c, place.stage);
  }
  return false;
}

/// Whether a parallel loop of a stage that is planned already lies inside a place: its iterations
/// would share what is stored there.
constexpr bool around_parallel(const context& c, home store) {
  for (int st = 0; st < c.schedule.count; ++st) {
    const plan& p = c.plan_of(st);
    for (int at = 0; at < p.nest.size(); ++at) {
      if (!runs_parallel(c, st, at)) continue;
      home place{st, at - 1};
      while (place.stage != store.stage && place.stage != everywhere) place = place_of(c, place.stage);
      if (place.stage == store.stage && place.position >= store.position) return true;
    }
  }
  return false;
}

/// Bytes up to which storage of constant size is the iteration's own instead of the workspace's.
constexpr index_t local_limit(const target& machine) {
  const index_t registers = 2 * static_cast<index_t>(machine.registers) * machine.vector_bytes;
  return registers < 1024 ? 1024 : registers;
}

/// Bytes of a buffer: -1 where they aren't constant, and no more than any machine has, so that a
/// few can be added up.
constexpr index_t bytes_of(const ir::buffer& b) {
  constexpr index_t most = index_t{1} << 56;
  if (!b.size.is_constant()) return -1;
  return b.size.constant > most / size_of(b.type) ? most : b.size.constant * size_of(b.type);
}

/// Whether a buffer is small enough for memory of the iteration's own.
constexpr bool is_local(const context& c, const ir::buffer& b, home store) {
  const index_t bytes = bytes_of(b);
  const bool small = bytes >= 0 && bytes <= local_limit(c.p.machine);
  return small && store.stage != everywhere && !around_parallel(c, store);
}

/// Chooses a memory: what a block's threads share; else, local memory or, on machines without
/// blocks, the workspace.
constexpr void set_place(context& c, ir::buffer& b, home store, std::uint32_t line) {
  const index_t bytes = bytes_of(b);
  if (store.common) {
    b.where = ir::memory::shared;
    b.alignment = 64;
    c.shared_bytes += (bytes + 63) / 64 * 64;
    const index_t most = c.p.machine.shared_bytes;
    if (bytes < 0 || (c.p.machine.has_blocks() && c.shared_bytes > most))
      c.problem.record(rule::shared_size, bytes < 0 ? bytes : c.shared_bytes, most, line);
    return;
  }
  b.per_worker = inside_parallel(c, store);
  const bool on_device = c.p.machine.has_blocks() && inside_block(c, store);
  if (on_device && !is_local(c, b, store))
    return c.problem.record(rule::private_size, bytes, local_limit(c.p.machine), line);
  if (is_local(c, b, store)) {
    b.where = ir::memory::local;
    b.per_worker = false;
    b.alignment = 64;
  } else {
    allot(c, b);
  }
}

/// How many iterations a loop has with those beyond its end.
constexpr affine padded_extent(const context& c, int st, int l) {
  const stage& on = c.stage_at(st);
  const plan& p = c.plan_of(st);
  if (!schedule_room::runs_beyond(on, l)) return p.loop_extent[l];
  const loop& outer = on.loops[on.loops[l].child];
  return padded_extent(c, st, on.loops[l].child) * outer.factor;
}

/// The part of a dimension that storage holds, over what is known around the storage.
constexpr void plan_stored(context& c, int st, int d, home store) {
  plan& p = c.plan_of(st);
  affine low = p.low[d];
  affine high = p.low[d] + padded_extent(c, st, d) - 1;
  affine extent{};
  bool known = bound_at(c, low, false, store) && bound_at(c, high, true, store);
  if (known) {
    extent = high - low + 1;
    known = bound_extent(c, extent);
  }
  if (!known) {
    const stage& on = c.stage_at(st);
    if (on.padded[d]) c.problem.record(rule::index_overflow, c.p.buffers.size(), d, on.line);
    low = affine{};
    extent = on.body->axes[d].range;
    p.fold[d] = 0;
  }
  settle(c, low);
  settle(c, extent);
  p.stored_low[d] = low;
  p.stored_extent[d] = not_negative(c, everywhere, extent, c.stage_at(st).body->label);
}

/// Extents, folds and strides of a stage's buffer for result `r`: parts that take turns first, then those of its
/// layout. The part of a folded dimension without an end of its own is folded.
constexpr ir::buffer lay_out(context& c, int st, int r) {
  const stage& on = c.stage_at(st);
  const plan& p = c.plan_of(st);
  ir::buffer b = make_buffer(on.body->label, on.body->types[r], on.body->rank);
  alignments aligned = {};
  int at = 0;
  if (on.lead > 0) {
    affine count = c.plan_of(on.at_stage).loop_extent[on.at_loop];
    if (!bound_in(c, count, true, {everywhere, at_entry}))
      c.problem.record(rule::double_buffer_bound, on.at_loop, on.at_stage, on.doubled_line);
    b.folds[at] = schedule_room::parts_of_storage(c.schedule, st);
    b.extents[at++] = not_negative(c, everywhere, count, b.label);
  }
  for (const schedule_room::stored_part& x : layout_of(on)) {
    if (x.modulus > 0) {
      b.extents[at++] = make_affine(x.modulus);
      continue;
    }
    aligned[at] = on.aligned[x.dimension];
    b.folds[at] = folded_blocks(p.fold[x.dimension], x.divisor);
    b.extents[at++] = ceil_div_form(c, everywhere, p.stored_extent[x.dimension], x.divisor, b.label);
  }
  b.rank = static_cast<std::uint8_t>(at);
  set_strides(c, b, aligned);
  return b;
}

/// Whether the schedule says how far apart a stage's rows lie: by its layout, whose parts follow one
/// another without gaps, or by aligned strides.
constexpr bool says_strides(const stage& on) {
  for (int d = 0; d < on.body->rank; ++d) {
    if (on.aligned[d].factor > 0) return true;
  }
  return !on.layout.empty();
}

constexpr bool has_scratchpad(const stage& on) { return on.scope == memory_scope::scratchpad; }

/// Puts a buffer into the scratchpad that its stage's scope names (units.hpp checks that it fits).
constexpr void set_scratchpad(context& c, ir::buffer& b, const stage& on) {
  b.where = ir::memory::local;
  b.alignment = 64;
  b.scratchpad = c.p.machine.find_scratchpad(on.scratchpad);
  if (bytes_of(b) >= 0) return;
  const int pad = b.scratchpad > 0 ? b.scratchpad - 1 : 0;
  c.problem.record(rule::scratchpad_size, -1, c.p.machine.scratchpads[pad].bytes, on.scope_line);
}

/// Buffers of a stage that is stored in memory of its own.
constexpr void plan_storage(context& c, int st) {
  const stage& on = c.stage_at(st);
  const home place = allocation_place_of(c, st);
  for (int d = 0; d < on.body->rank; ++d) plan_stored(c, st, d, store_place_of(c, st));
  for (int r = 0; r < on.body->results; ++r) {
    ir::buffer b = lay_out(c, st, r);
    if (!says_strides(on) && !place.common && !has_scratchpad(on) && !is_local(c, b, place)) spread_rows(c, b);
    has_scratchpad(on) ? set_scratchpad(c, b, on) : set_place(c, b, place, on.line);
    c.plan_of(st).buffer[r] = c.p.buffers.push(b);
  }
}

/// The buffer of cache_write's tile: what the loops inside `tile_loop` write.
constexpr void plan_tile(context& c, int st) {
  const stage& on = c.stage_at(st);
  plan& p = c.plan_of(st);
  if (on.tile_loop < 0) return;
  const int position = p.nest.find(on.tile_loop);
  ir::buffer b = make_buffer(on.body->label, on.body->types[0], on.body->rank);
  b.label.append('.');
  b.label.append('w');
  for (int d = 0; d < on.body->rank; ++d) {
    affine low = p.axis[d];
    affine high = p.axis[d];
    if (!bound_in(c, low, false, {st, position}) || !bound_in(c, high, true, {st, position}) ||
        !bound_in(c, high = high - low + 1, true, {everywhere, at_entry})) {
      return c.problem.record(rule::cache_write_place, d, position, on.tile_line);
    }
    p.tile_low[d] = low;
    b.extents[d] = not_negative(c, everywhere, high, b.label);
  }
  set_strides(c, b);
  has_scratchpad(on) ? set_scratchpad(c, b, on) : set_place(c, b, home{st, position}, on.tile_line);
  p.tile_buffer = c.p.buffers.push(b);
}

}  // namespace tenon::inline TENON_ABI::lower
