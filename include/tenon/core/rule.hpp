// Every rule of the language and of schedules: one sentence each, in one place. Constant
// evaluation returns the broken rule as a value and ends in one static_assert per rule; at run
// time the same sentence, with the numbers in it, becomes an exception.
//
// {0} and {1} stand for the two numbers of a broken rule. In a compiler's message the numbers are
// the template arguments of `broken<rule, numbers<…>, line<…>>`, in this order.
#pragma once

#include <string>

#include <tenon/core/element.hpp>
#include <tenon/core/error.hpp>

// clang-format off
#define TENON_RULES(X) \
  /* the language */ \
  X(too_many_questions, "context.at_most(extent, bound) may be asked {0} times on the way to a schedule: a kernel tells no more ranges of its symbolic extents apart") \
  X(too_many_symbols, "a description has at most {1} symbolic extents: got {0}") \
  X(extent_negative, "an extent must be 0 or more: extent number {0} is {1}") \
  X(axis_twice, "compute(name, axes, value) requires axes of different names: axis number {0} repeats number {1}") \
  X(axis_unbound, "every axis in a definition's value must be an axis of the definition or reduced over: index {0} of operand number {1} (-1: an index used as a number) uses another one") \
  X(axis_extents_differ, "one axis name stands for one extent in a definition: axis number {0} is used with another extent; give the other axis a name of its own") \
  X(axis_both, "an axis is either an axis of the definition or reduced over, not both: axis number {0} of the definition is reduction axis number {1} too") \
  X(out_of_bounds, "an access must stay inside its tensor, or stand in a select whose condition keeps it inside: dimension {0} of operand number {1} (from 0, as the value reads them)") \
  X(too_large, "a definition must fit the compiler's tables: table number {0} (0 axes, 1 operands, 2 operations, 3 indices, 4 quotients, 5 gathered indices) has room for {1}; define a part of it as a tensor of its own") \
  X(index_too_long, "an index has at most {1} axes: got {0}") \
  X(index_divisor, "floordiv(index, divisor) and mod(index, divisor) require a positive divisor: got {0} in index {1}") \
  X(gather_bound, "gather(value, bound) requires a bound of at least 1, so that there is something to take: bound number {0} of the definition may be less") \
  X(gather_decoupled, "the units of a decoupled target take no indices from memory: stage number {0} gathers; compute it on a processor") \
  X(update_shape, "update(tensor, axes, value) requires an axis of the tensor's extent for each dimension: dimension {0} has another extent") \
  X(update_input, "update(tensor, axes, value) requires a tensor declared by inout(…): stage number {0} is not") \
  X(update_self_read, "an update may read its tensor only at the element it writes, and nothing else may read it: stage number {0} does, in operand or dimension number {1}") \
  X(scan_state, "next(state, start, step) requires a tensor declared by state(…) that nothing closes yet: recurrence number {0} has another") \
  X(scan_shape, "scan(name, axes, next(…)) requires an axis of the state's extent for each dimension: dimension {0} of recurrence number {1} has another extent") \
  X(call_name, "external<function>(name) requires as name an identifier of C, of at most {1} characters") \
  X(input_order, "order(dimensions…) names each dimension of the tensor once: got {0} at position {1}") \
  X(input_alignment, "aligned(bytes) requires a power of two: got {0}") \
  X(name_twice, "tensors of one description need different names: tensor number {0} repeats the name of number {1}") \
  /* operators */ \
  X(conv_symbolic, "a convolution requires constant sizes: dimension {1} of its input (0) or weights (1), number {0}, is known only when the kernel runs") \
  X(conv_window, "a convolution requires strides and dilations of at least 1, padding of at least 0 and a kernel of at least one element: got {0} x {1}, or one of the others less") \
  X(conv_channels, "a convolution requires weights for as many channels as a group of its input has, and groups that divide channels and filters: got an input of {0} channels and weights for {1}") \
  X(winograd_window, "Winograd's convolution requires a kernel of 3 x 3 elements, strides and dilations of 1: got a kernel of {0} x {1} elements, or a stride or dilation of more than 1") \
  /* primitives */ \
  X(stage_unknown, "the tensor is not part of this schedule: schedule(outputs…) must reach it from its outputs") \
  X(stage_is_input, "an input has no loops to schedule: s.cache_read(tensor) makes a copy that has") \
  X(axis_not_a_loop, "the axis is not a loop of this stage: it was split or fused before, or belongs to another stage") \
  X(dimension_unknown, "a dimension is counted from 0 and less than the number of dimensions: got {0} of {1}") \
  X(split_factor, "split(axis, factor) requires a positive factor: got {0}") \
  X(split_parts, "split_parts(axis, parts) requires a positive number of parts: got {0}") \
  X(tile_factor, "tile(i, j, fi, fj) requires positive factors: got {0} and {1}") \
  X(fuse_order, "fuse(outer, inner) requires 'inner' to be the loop directly inside 'outer': they stand at {0} and {1}; reorder first") \
  X(fuse_kinds, "fuse(outer, inner) requires two axes of the definition or two reduced ones, not one of each") \
  X(reorder_twice, "reorder(axes…) names each loop once: loop number {0} is named twice") \
  X(reorder_reduction, "reorder moves a reduction's loops against each other only if the reducer is associative and commutative: positions {0} and {1}") \
  X(vectorize_extent, "vectorize(axis) requires a constant extent from 1 to {1}: got {0} (-1: not constant); split first") \
  X(vectorize_reduction, "vectorize(axis) requires an axis of the definition, not a reduced one") \
  X(unroll_extent, "unroll(axis) requires a constant extent from 1 to {1}: got {0} (-1: not constant); split first") \
  X(unroll_times, "unroll(axis, times) requires from 1 to {1} iterations at a time: got {0}") \
  X(parallel_reduction, "parallel(axis) requires an axis of the definition, not a reduced one") \
  X(parallel_nested, "one loop of a nest runs in parallel: this one would run inside another parallel loop") \
  X(loop_annotated_twice, "a loop is vectorized, unrolled or parallel, not two of them: the axis has an annotation already") \
  X(compute_at_consumer, "compute_at(consumer, axis) requires 'consumer' to use the stage, directly or through stages computed inside it: stage number {1} does not use stage number {0}") \
  X(compute_at_scope, "compute_at(consumer, axis) requires every use of the stage to be inside the loop 'axis': consumer number {0} is outside") \
  X(compute_at_output, "an output lies whole in the caller's memory: stage number {0} can't be inlined or stored at a loop, nor an update computed at another stage's loop") \
  X(output_covered, "compute_at(consumer, axis) of an output requires a consumer that is an output or an update itself, no scan, and reads each dimension at an axis of its own with the same extent, everywhere the same: of stage number {0}, dimension {1} is not (-1: the consumer is not)") \
  X(output_loops, "compute_at(consumer, axis) of an output requires that the loops from 'axis' outwards run along its own dimensions: loop number {0} of stage number {1} doesn't") \
  X(output_order, "what reads an output outside of the loop where it is computed comes after all of that loop's nest: stage number {0} at a loop of stage number {1}, which needs such a reader") \
  X(output_threads, "an output is computed at a loop inside of all that are bound: stage number {0} at an outer loop of stage number {1}") \
  X(output_overlap, "iterations that run at once compute different elements of an output: stage number {0} at a loop of stage number {1}, where tiles overlap: split by factors that divide one another, outer parts outermost, and let nobody else read it there") \
  X(compute_at_vector, "compute_at(consumer, axis) requires a loop that is not vectorized: loop {0} of the consumer is; choose a loop outside of it") \
  X(reverse_compute_at_producer, "reverse_compute_at(producer, axis) requires a producer that is computed at the root, no input, output, update or scan: stage number {0} is not") \
  X(reverse_compute_at_reads, "reverse_compute_at(producer, axis) requires a consumer that reads every dimension of the producer at an axis of its own, everywhere the same: stage number {0} reads dimension {1} otherwise (-1: it does not read the producer)") \
  X(reverse_compute_at_first, "reverse_compute_at comes before everything else on its stage, which is at the root, and before other stages are placed at its loops: stage number {0}") \
  X(reverse_compute_at_reduced, "reverse_compute_at(producer, axis) uses elements that are complete: the reduced loop number {0} of the producer must stand inside of loop number {1}") \
  X(reverse_compute_at_order, "reverse_compute_at(producer, axis) requires tiles of the producer without gaps at 'axis': its loop number {0}, of those around loop number {1}, has parts before it or fused with it that stand further in") \
  X(reverse_compute_at_prefetch, "reverse_compute_at(producer, axis) leaves one iteration to the loops that both share: loop number {0} of stage number {1} prefetches; prefetch in a loop further in") \
  X(compute_at_twice, "a stage is placed once: compute_at, compute_inline and compute_root were used on it before") \
  X(store_at_scope, "store_at(consumer, axis) requires 'axis' to be 'compute_at's loop or one around it") \
  X(store_at_parallel, "a window that slides along a parallel loop would share rows between threads: store_at must lie inside the parallel loop") \
  X(state_open, "a state names the rows of its scan, which the outputs must reach: stage number {0} has none") \
  X(scan_root, "a scan computes all of its rows at the root: stage number {0} can't be computed at another stage's loop, inlined or padded") \
  X(scan_loop, "a scan makes row after row: the loop of its axis 0 stays outermost, whole and without annotation; of stage number {1} it stands at {0} (-1: it was split or fused)") \
  X(scan_place, "what depends on a state is computed inside its scan's loop of axis 0 and is no output, others read the scan: stage number {0} is not inside stage number {1}") \
  X(scan_ahead, "double_buffer() would compute what reads a state before its row is made: stage number {0} at the loop of axis 0 of stage number {1}") \
  X(call_loop, "the loops that a call's function runs stay innermost and as they are, none of them is split, fused, reordered, marked or a place for stages, and no other loop of the stage is vectorized: loop number {0} of stage number {1}") \
  X(call_bound, "a call runs on a thread of a processor: stage number {0} has bound loops, or is computed inside of some") \
  X(call_memory, "a call's function sees tensors in memory: what stage number {0} reads is not inlined, packed or laid out otherwise, and the stage itself not padded, packed or laid out otherwise; stage number {1} is") \
  X(call_state, "a step of a recurrence is no call: stage number {0} reads what depends on a state") \
  X(inline_reduction, "compute_inline requires a stage without a reduction or a call and with one result") \
  X(cache_read_use, "cache_read(tensor) requires a stage that reads the tensor") \
  X(cache_write_place, "cache_write(axis) requires a reduction with one result and one of its loops that is not vectorized and has no bound loop inside: loop number {0}") \
  X(cache_twice, "cache_write is used once on a stage") \
  X(rfactor_loop, "rfactor(axis) requires a reduction and a loop of its reduced axes, which were split, by guard, or left alone, not fused: got loop {0} of stage number {1}") \
  X(rfactor_reducer, "rfactor(axis) requires an associative and commutative reducer that combines nothing but its two operands: stage number {0}") \
  X(rfactor_first, "rfactor comes before everything else on its stage but splits and reorders of reduced axes, and before other stages are placed at its loops: stage number {0}") \
  X(rfactor_extent, "rfactor(axis) requires an extent that is a number or an axis's own: loop {0}'s is a part of one that isn't known yet; split by a factor and take the inner part") \
  X(pack_cache, "pack(dimension, factor) requires a stage that is stored in memory of its own: not an input, an output, an update or an inlined stage; with its packs it has at most 8 dimensions") \
  X(pack_factor, "pack(dimension, factor) requires a factor of at least 1: got {0}") \
  X(layout_place, "transform_layout(parts...) requires a stage that is stored in memory of its own, as the caller says how inputs and outputs lie: not an output, an update or an inlined stage, lay out a copy; stage number {0}") \
  X(layout_parts, "transform_layout(parts...) names each dimension x as a whole or in parts floordiv(x, a), mod(floordiv(x, b), a / b), ..., mod(x, c) that make up its index, at most 8 in all: dimension number {0} of stage number {1} is not") \
  X(layout_twice, "a stage's layout is given once, by transform_layout or by packs of different dimensions: stage number {0} has one already") \
  X(storage_align_place, "storage_align(dimension, factor, offset) requires a stage that is stored in memory of its own: not an input, an output, an update or an inlined stage; stage number {0}, dimension {1}") \
  X(storage_align_factor, "storage_align(dimension, factor, offset) requires a factor of at least 1 and an offset from 0 to factor - 1: got {0} and {1}") \
  X(storage_align_twice, "storage_align is used once on a dimension: dimension {0} of stage number {1} is aligned already") \
  X(double_buffer_place, "double_buffer() requires a stage that compute_at placed at a loop of its consumer, without store_at, of at most 7 dimensions with its packs: stage number {0}") \
  X(double_buffer_loop, "double_buffer() requires compute_at at a loop whose iterations run one after another: loop number {0} of stage number {1} is parallel, unrolled, vectorized or bound") \
  X(double_buffer_source, "what runs ahead reads of stages computed at the same loop those that run ahead as far or further: stage number {0}, which stage number {1} reads, does not; double_buffer() it, or multi_buffer() it with as many parts") \
  X(double_buffer_barrier, "what is computed ahead waits for no other threads: stage number {0}, which stage number {1} needs at its loop as far ahead, is shared by a block's threads; compute it further ahead, further out or in registers") \
  X(multi_buffer_parts, "multi_buffer(parts) keeps from 2 to {1} parts: got {0}") \
  X(double_buffer_bound, "double_buffer() requires a loop of which it is known outside of all loops how many iterations it has at most: loop number {0} of stage number {1}") \
  X(prefetch_use, "prefetch(tensor, axis, distance) requires a stage that reads the tensor: stage number {0} does not read stage number {1}") \
  X(prefetch_place, "prefetch(tensor, axis, distance) requires a tensor that is there before the loop: an input, or a stage computed at the root; stage number {0} is not") \
  X(prefetch_loop, "prefetch(tensor, axis, distance) requires a loop whose iterations run one after another: loop number {0} of stage number {1} is parallel, unrolled, vectorized or bound") \
  X(prefetch_distance, "prefetch(tensor, axis, distance) looks from 1 to {1} iterations ahead: got {0}") \
  X(prefetch_twice, "a stage prefetches a tensor in one loop: stage number {0} was named before") \
  X(prefetch_size, "prefetch(tensor, axis, distance) asks for what one iteration reads, if that is at most {1} lines for certain: it is {0} (-1: not constant); choose a loop further in") \
  X(zigzag_loop, "zigzag(axis) requires a plain loop whose iterations may come in any order: loop number {0} of stage number {1} is reduced, annotated, or cut or shifted at its end") \
  X(zigzag_around, "zigzag(axis) turns a loop in every other iteration of the loop around it, which is not bound: loop number {0} of stage number {1} has none") \
  X(zigzag_order, "zigzag(axis) leaves no iteration anything that was made for it: stage number {0} is stored around loop number {1} and computed inside, in two halves, or prefetches in it") \
  X(pragma_unknown, "pragma(axis, text) knows \"unroll\", \"no_unroll\" and \"no_vectorize\": the text for loop number {0} of stage number {1} is none of them") \
  X(pragma_loop, "pragma(axis, text) requires a loop whose iterations run one after another, and which is not spelled out: loop number {0} of stage number {1} is parallel, unrolled, vectorized, bound or inlined") \
  X(pragma_twice, "a loop has one pragma: loop number {0} of stage number {1} has one already") \
  X(pad_place, "pad(dimension) requires a stage that is stored in memory of its own: not an input or an output") \
  X(tail_shift_reduction, "tail 'shift' recomputes elements: it requires an axis of the definition with all reduced loops inside it, and no update in place") \
  X(tail_shift_parallel, "tail 'shift' writes some elements twice, which threads must not do: loop {0} runs in parallel; use 'guard' or 'cut'") \
  X(tail_pad_output, "tail 'pad' stores more than the tensor, which the caller's memory has no room for: stage number {0} is an output or an update in place; use 'guard', 'cut' or 'shift'") \
  X(tail_pad_axis, "tail 'pad' requires an axis, or the outer part of its splits by a factor: loop {0} of stage number {1} is fused or a part that others follow; use 'guard' or 'cut'") \
  X(tail_pad_sum, "tail 'pad' of a reduced axis adds terms that must be zeros: it requires a sum of integers or any() with a factor, or a float or double sum, read at the axis itself from a tensor that ends there, and is no state, inlined or padded unless as a copy; axis number {0} of stage number {1}") \
  X(tail_cut_order, "tail 'cut' requires the inner part of the split to stay inside the outer part: they stand at {0} and {1}") \
  X(tensorize_twice, "tensorize is used once on a stage") \
  X(tensorize_behaviour, "an intrinsic is declared by a definition of constant extents, with one result and one read of each of its tensors, none of them an update: problem number {0} (0 extents, 1 results, 2 reads, 3 kind, 4 more than {1} axes, 5 quotients in indices, or gathered ones)") \
  X(tensorize_loops, "tensorize(axis, intrinsic) requires as many loops from 'axis' inward as the intrinsic has axes: got {0} instead of {1}; split, or reorder") \
  X(tensorize_reduced, "tensorize(axis, intrinsic) requires as many reduced loops from 'axis' inward as the intrinsic reduces over: got {0} instead of {1}") \
  X(tensorize_marked, "the loops from tensorize's axis inward are the intrinsic's alone: loop number {0} is vectorized, unrolled, parallel or bound, or stage number {1} has another vectorized loop") \
  X(tensorize_order, "the loops from tensorize's axis inward stay the innermost ones: loop number {0} of stage number {1} was put among or split off them later") \
  X(bind_reduction, "bind(axis, hardware_axis) requires an axis of the definition, not a reduced one") \
  X(bind_twice, "a stage binds one loop to each axis of blocks and threads: loop number {0} is bound to this one") \
  X(bind_order, "bound loops stand outermost, blocks around virtual threads around threads: loop at position {0} of {1} stands too far in; reorder") \
  X(bind_tail, "a bound loop is split with tail::guard or tail::pad: of loop number {0}, the split that made loop number {1} has another tail") \
  X(bind_place, "a stage inside another's loops binds threads if it is kept in shared memory, and no blocks: loop number {0} of stage number {1}") \
  X(bind_extent, "a loop bound to threads has a constant number of iterations, at most {1} here: got {0} (-1: not constant)") \
  X(bind_axis, "a stage inside of a block's threads binds axes that they have: loop number {0} of stage number {1} is bound to another") \
  X(compute_at_threads, "compute_at(consumer, axis) requires 'axis' outside or inside of all loops bound to threads: loop number {0} of the consumer stands between them") \
  X(bind_missing, "a device runs what is bound to it: a stage at the root needs a loop bound to blocks or threads, and none may be parallel; stage number {0}") \
  X(scope_place, "set_scope is used once on a stage that is stored: registers inside a thread, shared inside a block, global at the root; stage number {0}, scope number {1} (1 registers, 2 shared, 3 global)") \
  X(shared_threads, "a stage in shared memory is computed by the threads of its block: bind a loop of stage number {0} to threads") \
  X(shared_readers, "what a block's threads share is for threads: bind a loop of the consumer, stage number {1}, to threads, or compute stage number {0} elsewhere") \
  X(shared_size, "what a block keeps in shared memory has constant sizes and {1} bytes at most: got {0} (-1: not constant)") \
  X(private_size, "what a thread keeps has a constant size of {1} bytes at most: got {0} (-1: not constant)") \
  X(barrier_divergent, "all threads of a block come to its barriers: stage number {0} is shared, but computed where some threads don't go") \
  X(scratchpad_unknown, "set_scope(name) requires a scratchpad of the target by its name: none of the {1} that it has is called as stage number {0} wants") \
  X(limit_axes, "a stage has at most {1} loops, splits and fusions included: got {0}") \
  X(limit_stages, "a schedule has at most {1} stages: got {0}") \
  /* lowering */ \
  X(tensorize_target, "the target has no instruction for the intrinsic: instruction number {0} (1 dot_u8s8, 2 dot_s16, 3 interleave, 4 dot_bf16, 5 fill, 6 outer_f32) for {1} results at a time") \
  X(tensorize_body, "each body of an intrinsic is an instruction that does what the behaviour says: instruction number {0} (1 dot_u8s8, 2 dot_s16, 3 interleave, 4 dot_bf16, 5 fill, 6 outer_f32) as body number {1} (0 compute, 1 reset, 2 update) does something else") \
  X(tensorize_exchanged, "the loops from tensorize's axis inward stand in the order of the intrinsic's axes, reduced ones apart from the others: loops number {0} and {1} of the stage are exchanged; reorder") \
  X(tensorize_extent, "the loops from tensorize's axis inward have the extents of the intrinsic: got {0} (-1: not constant) instead of {1}; split by {1} with tail::cut") \
  X(tensorize_nest, "inside of tensorize's axis stand the loops of the intrinsic and one store without conditions: {0} (0 a condition or a guarded access, 1 an index that must be divided, a stage or cache_write's tile); use tail::cut, pad the copies that are read, and compute stages further out") \
  X(tensorize_result, "the stage's value has the type of the intrinsic's: element type number {0} instead of {1} (0 float, 1 double, 2 int8, 3 int16, 4 int32, 5 int64, 6 uint8, 7 uint16, 8 uint32, 9 uint64, 10 bool, 11 half, 12 bfloat16)") \
  X(tensorize_type, "an operand has the type of the intrinsic's: element type number {0} instead of {1} (0 float, 1 double, 2 int8, 3 int16, 4 int32, 5 int64, 6 uint8, 7 uint16, 8 uint32, 9 uint64, 10 bool, 11 half, 12 bfloat16)") \
  X(tensorize_operation, "the stage's value is computed by the operations of the intrinsic's behaviour, up to the order of what is added or multiplied: value number {0} of the {1} in the behaviour is computed otherwise") \
  X(tensorize_step, "what a loop of the intrinsic takes one after the other lies in memory as the intrinsic's tensors say: {0} elements apart (-1: not constant) instead of {1}; pack a copy, or reorder") \
  X(scan_row, "step t of a recurrence reads row t of its state or rows before: stage number {0} may read a row of stage number {1} that isn't made yet") \
  X(scan_device, "a scan's rows are made one after another, which devices aren't asked for yet: compute stage number {0} on a processor") \
  X(call_device, "a call's function runs on a processor, not on a device: stage number {0}") \
  X(scratchpad_size, "what lies in one scratchpad has constant sizes, and all of it {1} bytes at most: got {0} (-1: not constant)") \
  X(decoupled_loop, "a decoupled target runs one stream of instructions: loop number {0} of stage number {1} is parallel or bound to blocks or threads; bind it to virtual threads") \
  X(decoupled_memory, "on a decoupled target a stage is computed in a scratchpad from what lies in scratchpads, or copies between one and other memory: stage number {0}, in scratchpad number {1} (0: none), does neither; cache_read into scratchpads what it reads, and copy its result out by another stage") \
  X(decoupled_queue, "a queue between two units of the target holds {1} tokens: {0} would be in it at once; use fewer virtual threads") \
  X(program_too_large, "the loop program must fit the tables of the compiler: table number {0} (0 variables, 1 buffers, 2 expressions, 3 forms, 4 statements, 5 requirements, 6 arguments or functions, 7 frozen) has room for {1}; cut, inline or unroll less") \
  X(index_overflow, "index arithmetic must fit 64 bits and indices few variables: the extents or factors of tensor number {0} (from 0, inputs first) are too large")
// clang-format on

namespace tenon::inline TENON_ABI {

/// Names of the rules.
enum class rule : std::uint8_t {
  none,
#define TENON_RULE_NAME(id, text) id,
  TENON_RULES(TENON_RULE_NAME)
#undef TENON_RULE_NAME
};

/// A broken rule with its numbers and the line of the user's source that broke it; `which ==
/// rule::none` when everything holds. The first one found is kept.
struct finding {
  rule which;
  std::uint32_t line;
  index_t numbers[2];

  constexpr bool ok() const { return which == rule::none; }
  constexpr void record(rule broken, index_t first, index_t second, std::uint32_t at) {
    if (ok()) *this = finding{broken, at, {first, second}};
  }
};

/// The sentence of a rule, with {0} and {1} where its numbers belong.
constexpr const char* sentence(rule r) {
  switch (r) {
    case rule::none: return "";
#define TENON_RULE_TEXT(id, text) \
  case rule::id: return text;
      TENON_RULES(TENON_RULE_TEXT)
#undef TENON_RULE_TEXT
  }
  return "";
}

/// The sentence of a finding with its numbers and line filled in.
[[gnu::cold]] inline std::string explain(const finding& f) {
  std::string text;
  for (const char* c = sentence(f.which); *c != '\0'; ++c) {
    if (c[0] == '{' && (c[1] == '0' || c[1] == '1') && c[2] == '}') {
      text += std::to_string(f.numbers[c[1] - '0']);
      c += 2;
    } else {
      text += *c;
    }
  }
  return f.line == 0 ? text : text + " (line " + std::to_string(f.line) + " of the description)";
}

/// Throws the finding's sentence if a rule is broken.
inline void require(const finding& f) {
  if (!f.ok()) fail(blame::user, explain(f));
}

/// The numbers of a broken rule, as a compiler prints them.
template <index_t... Values> struct numbers;
/// The line of the description that broke a rule, as a compiler prints it.
template <std::uint32_t Number> struct line;

/// Whether `Broken` is another rule than `Rule`. Clang prints this, with numbers and line, in the
/// same line as the sentence; GCC prints the arguments of `broken` above it.
template <rule Broken, rule Rule, class Numbers, class Line>
inline constexpr bool keeps = Broken != Rule;

/// Stops the compiler with the sentence of `Rule`.
template <rule Rule, class Numbers, class Line> struct broken {
#define TENON_RULE_CHECK(id, text) static_assert(keeps<Rule, rule::id, Numbers, Line>, text);
  TENON_RULES(TENON_RULE_CHECK)
#undef TENON_RULE_CHECK
  static constexpr bool holds = false;
};
template <class Numbers, class Line> struct broken<rule::none, Numbers, Line> {
  static constexpr bool holds = true;
};

}  // namespace tenon::inline TENON_ABI
