// The primitives as descriptions write them, on one stage of a schedule: `s[B].compute_at(C, io)`.
// Each finds the loops that axes name and hands over to the file that documents it.
#pragma once

#include <tenon/expr/call.hpp>
#include <tenon/expr/scan.hpp>
#include <tenon/schedule/annotate.hpp>
#include <tenon/schedule/bind.hpp>
#include <tenon/schedule/cache.hpp>
#include <tenon/schedule/double_buffer.hpp>
#include <tenon/schedule/fuse.hpp>
#include <tenon/schedule/place.hpp>
#include <tenon/schedule/pragma.hpp>
#include <tenon/schedule/prefetch.hpp>
#include <tenon/schedule/reorder.hpp>
#include <tenon/schedule/reverse_compute_at.hpp>
#include <tenon/schedule/split.hpp>
#include <tenon/schedule/stage_axes.hpp>
#include <tenon/schedule/tensorize.hpp>
#include <tenon/schedule/transform_layout.hpp>
#include <tenon/schedule/zigzag.hpp>

namespace tenon::inline TENON_ABI {

/// The two loops of a split.
struct split_axes {
  axis outer;
  axis inner;
};

/// The four loops of a tile.
struct tile_axes {
  axis outer_i, outer_j, inner_i, inner_j;
};

/// The primitives, on one stage of a schedule.
class stage_schedule : public stage_axes {
 public:
  constexpr stage_schedule(schedule_room::state* s, int stage) : stage_axes(s, stage) {}

  /// Splits a loop: `factor` iterations inside. See schedule/split.hpp.
  constexpr split_axes split(const axis& a, index_t factor, tail at_end = tail::guard,
                             here at = here::current()) {
    return split_loop(a, factor, false, at_end, at);
  }
  /// Splits a loop into `parts` iterations outside.
  constexpr split_axes split_parts(const axis& a, index_t parts, here at = here::current()) {
    return split_loop(a, parts, true, tail::guard, at);
  }
  /// Fuses a loop with the one directly inside it. See schedule/fuse.hpp.
  constexpr axis fuse(const axis& outer, const axis& inner, here at = here::current()) {
    const int o = find(outer, at);
    const int i = find(inner, at);
    return ok() ? made(schedule_room::fuse(*state_, stage_, o, i, at.line())) : axis();
  }
  /// Puts the named loops into this order. See schedule/reorder.hpp.
  template <std::same_as<axis>... Axes>
  constexpr stage_schedule& reorder(axis_at first, const Axes&... rest) {
    const std::int32_t wanted[] = {find(first.which, first.where), find(rest, first.where)...};
    if (ok())
      schedule_room::reorder(*state_, stage_, wanted, 1 + sizeof...(rest), first.where.line());
    return *this;
  }
  /// Splits two loops and puts the inner parts inside: i.o, j.o, i.i, j.i.
  constexpr tile_axes tile(const axis& i, const axis& j, index_t fi, index_t fj,
                           tail at_end = tail::guard, here at = here::current()) {
    if (fi < 1 || fj < 1) state_->problem.record(rule::tile_factor, fi, fj, at.line());
    const split_axes a = split(i, fi, at_end, at);
    const split_axes b = split(j, fj, at_end, at);
    reorder(axis_at(a.outer, at), b.outer, a.inner, b.inner);
    return {a.outer, b.outer, a.inner, b.inner};
  }
  /// Runs a loop of constant extent in vector lanes, innermost. See schedule/annotate.hpp.
  constexpr stage_schedule& vectorize(const axis& a, here at = here::current()) {
    return mark(a, schedule_room::loop_mark::vectorized, at);
  }
  /// Spells out a loop of constant extent.
  constexpr stage_schedule& unroll(const axis& a, here at = here::current()) {
    return mark(a, schedule_room::loop_mark::unrolled, at);
  }
  /// Spells out `times` iterations of a loop at a time; its extent need not be constant.
  constexpr stage_schedule& unroll(const axis& a, index_t times, here at = here::current()) {
    const int l = find(a, at);
    if (ok()) schedule_room::unroll_by(*state_, stage_, l, times, at.line());
    return *this;
  }
  /// Runs a loop backwards in every other iteration of the loop around it. See schedule/zigzag.hpp.
  constexpr stage_schedule& zigzag(const axis& a, here at = here::current()) {
    const int l = find(a, at);
    if (ok()) schedule_room::zigzag(*state_, stage_, l, at.line());
    return *this;
  }
  /// Runs a loop's iterations on the executor's threads.
  constexpr stage_schedule& parallel(const axis& a, here at = here::current()) {
    return mark(a, schedule_room::loop_mark::parallel, at);
  }
  /// Runs a loop's iterations as blocks or threads of a device. See schedule/bind.hpp.
  constexpr stage_schedule& bind(const axis& a, hardware_axis to, here at = here::current()) {
    const int l = find(a, at);
    if (ok()) schedule_room::bind(*state_, stage_, l, to, at.line());
    return *this;
  }
  /// Keeps this stage in a memory. See schedule/bind.hpp.
  constexpr stage_schedule& set_scope(memory_scope to, here at = here::current()) {
    if (ok()) schedule_room::set_scope(*state_, stage_, to, name{}, at.line());
    return *this;
  }
  /// Keeps this stage in a scratchpad of a decoupled target.
  constexpr stage_schedule& set_scope(const char* scratchpad, here at = here::current()) {
    if (ok())
      schedule_room::set_scope(*state_, stage_, memory_scope::scratchpad, make_name(scratchpad), at.line());
    return *this;
  }
  /// Computes this stage inside a loop of its consumer. See schedule/place.hpp.
  template <class Consumer>
  constexpr stage_schedule& compute_at(const Consumer& consumer, const axis& a,
                                       here at = here::current()) {
    const int c = stage_of(consumer, at);
    const int l = ok() ? stage_schedule(state_, c).find(a, at) : -1;
    if (ok()) schedule_room::compute_at(*state_, stage_, c, l, at.line());
    return *this;
  }
  /// Follows a stage into its loops. See schedule/reverse_compute_at.hpp.
  template <class Producer>
  constexpr stage_schedule& reverse_compute_at(const Producer& producer, const axis& a, here at = here::current()) {
    const int p = stage_of(producer, at);
    const int l = ok() ? stage_schedule(state_, p).find(a, at) : -1;
    if (ok()) schedule_room::reverse_compute_at(*state_, stage_, p, l, at.line());
    return *this;
  }
  /// The loop that reverse_compute_at gave this stage for loop `of` of its producer, or of who that followed.
  constexpr axis taken(const axis& of, here at = here::current()) const {
    const schedule_room::stage& on = *state_->stages[stage_];
    const stage_schedule from(state_, on.follows);
    const bool further = on.follows >= 0 && of.loop >= 0 && of.stage != on.follows;
    const int l = on.follows < 0 ? -1 : from.find(further ? from.taken(of, at) : of, at);
    if (l >= 0 && l < on.taken.size() && on.taken[l] >= 0) return made(on.taken[l]);
    state_->problem.record(rule::axis_not_a_loop, l, stage_, at.line());
    return axis();
  }
  /// Keeps this stage's storage alive around an outer loop of a consumer.
  template <class Consumer>
  constexpr stage_schedule& store_at(const Consumer& consumer, const axis& a,
                                     here at = here::current()) {
    const int c = stage_of(consumer, at);
    const int l = ok() ? stage_schedule(state_, c).find(a, at) : -1;
    if (ok()) schedule_room::store_at(*state_, stage_, c, l, at.line());
    return *this;
  }
  /// Keeps this stage's storage alive around everything.
  constexpr stage_schedule& store_root(here at = here::current()) {
    if (ok()) schedule_room::store_root(*state_, stage_, at.line());
    return *this;
  }
  /// Replaces every use of this stage by its value.
  constexpr stage_schedule& compute_inline(here at = here::current()) {
    if (ok()) schedule_room::compute_inline(*state_, stage_, at.line());
    return *this;
  }
  /// Computes this stage as a whole before its consumers: the default, said aloud.
  constexpr stage_schedule& compute_root(here at = here::current()) {
    if (ok()) schedule_room::compute_root(*state_, stage_, at.line());
    return *this;
  }
  /// Accumulates the tile inside loop `a` in storage of its own. See schedule/cache.hpp.
  constexpr stage_schedule& cache_write(const axis& a, here at = here::current()) {
    const int l = find(a, at);
    if (ok()) schedule_room::cache_write(*state_, stage_, l, at.line());
    return *this;
  }
  /// Reduces apart for each iteration of a reduced loop, then over those; the schedule of the parts,
  /// whose dimension `dimension` is that loop. See schedule/rfactor.hpp.
  constexpr stage_schedule rfactor(const axis& a, int dimension = 0, here at = here::current()) {
    const int l = find(a, at);
    const int made = ok() ? schedule_room::rfactor(*state_, stage_, l, dimension, at.line()) : -1;
    return stage_schedule(state_, made < 0 ? stage_ : made);
  }
  /// Runs the loops from `a` inward by an intrinsic. See schedule/tensorize.hpp.
  constexpr stage_schedule& tensorize(const axis& a, const intrinsic& by, here at = here::current()) {
    const int l = find(a, at);
    if (ok()) schedule_room::tensorize(*state_, stage_, l, by, at.line());
    return *this;
  }
  /// Stores this stage with its dimensions, or parts of them, in this order:
  /// `transform_layout(floordiv(x, 8), y, mod(x, 8))`. See schedule/transform_layout.hpp.
  template <std::convertible_to<quotient_form>... Parts>
  constexpr stage_schedule& transform_layout(layout_part first, const Parts&... rest) {
    schedule_room::stored_parts parts;
    for (const quotient_form& f : {first.which, quotient_form(rest)...}) {
      axis of;
      schedule_room::stored_part x = schedule_room::part_of(f, f.axes, f.factors, f.count, of);
      x.dimension = x.divisor > 0 ? find(of, first.where) : 0;
      parts.push(x);
    }
    if (ok()) schedule_room::transform_layout(*state_, stage_, parts, first.where.line());
    return *this;
  }
  /// Stores dimension `dimension` of this stage in panels of `factor`, what is inside of them innermost.
  constexpr stage_schedule& pack(int dimension, index_t factor, here at = here::current()) {
    if (ok()) schedule_room::pack(*state_, stage_, dimension, factor, at.line());
    return *this;
  }
  /// Rounds the stride of dimension `dimension` in this stage's storage up to factor·n + offset. See
  /// schedule/storage_align.hpp.
  constexpr stage_schedule& storage_align(int dimension, index_t factor, index_t offset = 0,
                                          here at = here::current()) {
    if (ok()) schedule_room::storage_align(*state_, stage_, dimension, factor, offset, at.line());
    return *this;
  }
  /// Computes what the next iteration of its consumer's loop reads of this stage while the present one
  /// is consumed. See schedule/double_buffer.hpp.
  constexpr stage_schedule& double_buffer(here at = here::current()) {
    if (ok()) schedule_room::double_buffer(*state_, stage_, at.line());
    return *this;
  }
  /// The same `parts` - 1 iterations ahead.
  constexpr stage_schedule& multi_buffer(index_t parts, here at = here::current()) {
    if (ok()) schedule_room::multi_buffer(*state_, stage_, parts, at.line());
    return *this;
  }
  /// Asks in each iteration of a loop for what it reads of a tensor `distance` iterations later. See
  /// schedule/prefetch.hpp.
  template <class Tensor>
  constexpr stage_schedule& prefetch(const Tensor& tensor, const axis& a, index_t distance,
                                     here at = here::current()) {
    const int from = stage_of(tensor, at);
    const int l = ok() ? find(a, at) : -1;
    if (ok()) schedule_room::prefetch(*state_, stage_, from, l, distance, at.line());
    return *this;
  }
  /// A hint on a loop for the compiler: "unroll", "no_unroll" or "no_vectorize". See schedule/pragma.hpp.
  constexpr stage_schedule& pragma(const axis& a, const char* text, here at = here::current()) {
    const int l = find(a, at);
    if (ok()) schedule_room::pragma(*state_, stage_, l, ir::hint_of(text), at.line());
    return *this;
  }
  /// Computes points outside of dimension `dimension` from zeros instead of guarding them.
  constexpr stage_schedule& pad(int dimension, here at = here::current()) {
    if (ok()) schedule_room::pad(*state_, stage_, dimension, at.line());
    return *this;
  }

 protected:
  constexpr stage_schedule() : stage_axes(nullptr, 0) {}

 private:
  constexpr split_axes split_loop(const axis& a, index_t factor, bool by_parts, tail at_end,
                                  here at) {
    const int l = find(a, at);
    if (!ok()) return {};
    int parts[2] = {-1, -1};
    schedule_room::split(*state_, stage_, l, factor, by_parts, at_end, at.line(), parts);
    return {made(parts[0]), made(parts[1])};
  }
  constexpr stage_schedule& mark(const axis& a, schedule_room::loop_mark m, here at) {
    const int l = find(a, at);
    if (ok()) schedule_room::annotate(*state_, stage_, l, m, at.line());
    return *this;
  }
};

}  // namespace tenon::inline TENON_ABI
