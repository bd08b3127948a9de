// A schedule as plain values: its stages, their loops, and where each stage is computed. Schedule
// primitives write it, lowering reads it.
#pragma once

#include <tenon/core/box.hpp>
#include <tenon/expr/definition.hpp>
#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI {

/// What a split does with the last, partial tile of an extent that its factor does not divide.
enum class tail : std::uint8_t {
  guard,  ///< the inner loop runs in full and a condition protects what it does
  cut,    ///< no conditions: the rest follows in loops of its own, or the inner loop just ends early
  shift,  ///< the last tile starts earlier and overlaps the one before (pure stages only)
  pad,    ///< no conditions: the last tile is whole, and what is stored is as much longer
};

/// What a loop is bound to: blocks and their threads in three dimensions, or threads that one thread
/// plays in turn (paper §4.4).
enum class hardware_axis : std::uint8_t { block_x, block_y, block_z, thread_x, thread_y, thread_z, virtual_thread };

/// The memory in which a stage is kept (paper §4.2).
enum class memory_scope : std::uint8_t {
  automatic,  ///< as its place says: shared by a block's threads where it is computed by all of them
  registers,  ///< of the thread that computes it
  shared,     ///< of the block
  global,     ///< of all
  scratchpad, ///< of a decoupled target, called by its name (paper §4.4)
};

/// The instructions that run an intrinsic, one for each place where its loops can stand (paper §4.3).
/// `none`: the loops themselves; resets in lanes, and instead of `compute` the two others.
struct intrinsic_bodies {
  ir::instruction compute = ir::instruction::none;  ///< all that a result is made of is inside
  ir::instruction reset = ir::instruction::none;    ///< where a sum begins further out
  ir::instruction update = ir::instruction::none;   ///< adds terms to what is there
};

namespace schedule_room {

inline constexpr int max_stages = 24;
inline constexpr int max_loops = 24;
inline constexpr int max_leaves = 16;
inline constexpr int max_vector = 1024;
inline constexpr int max_unroll = 64;
inline constexpr int max_steps = 160;  ///< that are remembered

enum class loop_origin : std::uint8_t { root, outer, inner, fused };
enum class loop_mark : std::uint8_t {
  none,
  parallel,
  unrolled,
  vectorized,
  tensorized,  ///< a loop of the stage's intrinsic
  called,      ///< a loop that the function of the stage's call runs
  block_x,  // from here on in the order of hardware_axis
  block_y,
  block_z,
  thread_x,
  thread_y,
  thread_z,
  virtual_thread,
};

/// A loop of a stage, or one that was split or fused into others.
struct loop {
  name label;
  loop_origin origin;
  loop_mark mark;
  std::int32_t times;    ///< unroll by a number: iterations that are spelled out at a time, or 0
  bool reduced;
  std::int32_t parent;   ///< outer, inner: the loop that was split; fused: the outer part
  std::int32_t partner;  ///< outer: its inner; inner: its outer; fused: the inner part
  std::int32_t child;    ///< what it became: the outer part of its split, or the fused loop; or -1
  index_t factor;        ///< outer, inner: the extent of the inner part, or of the outer `by_parts`
  bool by_parts;
  ir::loop_hint hint;    ///< pragma
  std::uint32_t hint_line;
  bool turns;            ///< zigzag: backwards in every other iteration of the loop around it
  std::uint32_t turn_line;
  tail at_end;  ///< outer: what happens to the last tile
  bool shed;    ///< reverse_compute_at: its iterations are the consumer's, of its own it has one
  std::uint32_t line;
};

/// A dimension of a stage's storage: index / divisor of one of the stage's dimensions, mod modulus (0: the rest).
struct stored_part {
  std::int32_t dimension;
  index_t divisor, modulus;
};
using stored_parts = list<stored_part, ir::max_rank>;

/// What a stride is rounded up to: factor·n + offset; factor 0: as it is.
struct alignment {
  index_t factor, offset;
};

/// What a loop asks for before it is read: that of `distance` iterations later.
struct prefetched {
  std::int32_t tensor, loop;
  index_t distance;
  std::uint32_t line;
};

enum class placement : std::uint8_t { root, inlined, at };

/// The rule that a second mark on a loop breaks.
constexpr rule marked_rule(const loop& l) { return l.mark == loop_mark::called ? rule::call_loop : rule::loop_annotated_twice; }

/// A definition with its schedule.
struct stage {
  expr::definition* body;                        ///< owned through the schedule's references
  std::int32_t source_stage[expr::max_sources];  ///< stage of each source
  bool is_output;
  bool is_copy;  ///< made by cache_read
  placement where;
  bool placed_by_scan;             ///< at the loop over a scan's rows, as nobody said otherwise
  std::int32_t closed_by;          ///< state: the stage of its scan, or -1
  std::int32_t closed_result;      ///< and which result's rows it names
  std::int32_t at_stage, at_loop;  ///< compute_at
  bool has_store;
  std::int32_t store_stage, store_loop;  ///< store_at; loop -1: around the whole consumer
  std::int32_t tile_loop;                ///< cache_write: the accumulators live inside this loop
  std::int32_t tensor_loop;              ///< tensorize: the outermost loop of the intrinsic, or -1
  expr::reference behaviour;             ///< of the intrinsic
  intrinsic_bodies bodies;               ///< that run the intrinsic
  memory_scope scope;
  name scratchpad;                       ///< set_scope, by name
  bool padded[ir::max_rank];
  bool padded_sum;               ///< a reduced axis is, by tail::pad
  stored_parts layout;              ///< from outermost to innermost; none: the dimensions in their order
  bool laid_out;                    ///< by transform_layout, not by packs
  alignment aligned[ir::max_rank];  ///< storage_align, for each dimension
  std::int32_t lead;                ///< double_buffer, multi_buffer: iterations it is computed ahead, or 0
  bool reassociates;             ///< the order of a reduction's terms was changed
  std::uint32_t line, store_line, tile_line, tensor_line, scope_line, aligned_line, doubled_line, layout_line;
  list<prefetched, max_stages> prefetches;  ///< of different tensors
  std::int32_t follows;                     ///< reverse_compute_at: the stage whose loops it took, or -1
  list<std::int32_t, max_loops> taken;      ///< which of its loops took the place of each of theirs, or -1
  list<loop, max_loops> loops;
  list<std::int32_t, max_leaves> order;  ///< the loops of the nest, from outermost to innermost

  constexpr explicit stage(expr::definition* of)
      : body(of),
        source_stage{},
        is_output(false),
        is_copy(false),
        where(placement::root),
        placed_by_scan(false),
        closed_by(-1),
        closed_result(0),
        at_stage(-1),
        at_loop(-1),
        has_store(false),
        store_stage(-1),
        store_loop(-1),
        tile_loop(-1),
        tensor_loop(-1),
        bodies{},
        scope(memory_scope::automatic),
        scratchpad{},
        padded{},
        padded_sum(false),
        laid_out(false),
        aligned{},
        lead(0),
        reassociates(false),
        line(of->line),
        store_line(0),
        tile_line(0),
        tensor_line(0),
        scope_line(0),
        aligned_line(0),
        doubled_line(0),
        layout_line(0),
        follows(-1) {}

  /// Whether it is another's tensor, without loops: the caller's, or a scan's rows under a name.
  constexpr bool is_input() const { return body->kind == expr::definition_kind::input || is_state(); }
  constexpr bool is_state() const { return body->kind == expr::definition_kind::state; }
  /// Position of a loop in the nest, or -1.
  constexpr int position(int l) const { return order.find(l); }
};

/// The primitives that a schedule remembers; tile is a split and a reorder.
enum class primitive : std::uint8_t {
  split,
  split_parts,
  fuse,
  reorder,
  vectorize,
  unroll,
  unroll_by,
  parallel,
  bind,
  set_scope,
  compute_at,
  store_at,
  store_root,
  compute_inline,
  compute_root,
  cache_read,
  cache_write,
  pack,
  pad,
  storage_align,
  transform_layout,
  rfactor,
  double_buffer,
  prefetch,
  pragma,
  zigzag,
  tensorize,
  reverse_compute_at,
  multi_buffer,
};

/// One use of a primitive.
struct step {
  primitive what;
  tail at_end;
  std::int32_t stage;
  std::int32_t other;        ///< consumer, the only reader of a copy, or what is prefetched; -1: none
  std::int32_t made;         ///< cache_read, rfactor: the new stage
  std::int32_t first, count; ///< labels of its loops, in state::step_loops
  index_t numbers[3];        ///< in the order of the primitive's arguments; transform_layout: which of state::step_parts
};

/// All of a schedule. Stages stand in order of dependence: a stage's sources come before it.
struct state {
  std::int32_t count;
  stage* stages[max_stages];  ///< owned
  std::int32_t topological[max_stages];
  expr::reference bodies[max_stages];  ///< keep the definitions alive
  expr::reference named[max_stages];   ///< what a stage was made for: its body, before rfactor rewrote that
  list<std::int32_t, max_stages> outputs;
  list<step, max_steps> steps;         ///< how it came about: what trace and source print
  list<name, 2 * max_steps> step_loops;
  list<stored_part, max_steps> step_parts;
  bool binds;  ///< some loop is bound, or some stage has a scope
  finding problem;

  constexpr state() : count(0), stages{}, topological{}, binds(false), problem{} {}
  state(const state&) = delete;
  state& operator=(const state&) = delete;
  constexpr ~state() {
    for (int i = 0; i < count; ++i) delete stages[i];
  }

  /// The stage that computes a definition, or -1.
  constexpr int find(const expr::definition* d) const {
    for (int i = 0; i < count; ++i) {
      if (named[i].get() == d) return i;
    }
    return -1;
  }

  /// Remembers a step, with loops of stage `loops_of`.
  constexpr step& remember(primitive what, int stage, const std::int32_t* loops, int loop_count, int loops_of) {
    step now{};
    now.what = what;
    now.stage = stage;
    now.other = loops_of == stage ? -1 : loops_of;
    now.made = -1;
    now.first = step_loops.size();
    now.count = loop_count;
    for (int i = 0; i < loop_count; ++i) step_loops.push(stages[loops_of]->loops[loops[i]].label);
    return steps[steps.push(now)];
  }
  constexpr step& remember(primitive what, int stage) { return remember(what, stage, nullptr, 0, stage); }
  constexpr step& remember(primitive what, int stage, std::int32_t loop) {
    return remember(what, stage, &loop, 1, stage);
  }
};

}  // namespace schedule_room
}  // namespace tenon::inline TENON_ABI
