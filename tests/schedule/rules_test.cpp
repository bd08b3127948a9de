// Every program of tests/fail that breaks a rule, at run time: the same description throws the
// sentence that the C++ compiler prints, with the numbers and the line in it; and every rule is
// broken by one of them.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#define TENON_REFUSED_AT_RUN_TIME
#include "fail/refused.hpp"

namespace {

std::vector<refused>& registry() {
  static std::vector<refused> all;
  return all;
}

}  // namespace

enter_refused::enter_refused(const refused& r) { registry().push_back(r); }

// clang-format off
#include "fail/expr/axis_both.cpp"
#include "fail/expr/axis_extents_differ.cpp"
#include "fail/expr/axis_twice.cpp"
#include "fail/expr/axis_twice_reduced.cpp"
#include "fail/expr/axis_unbound.cpp"
#include "fail/expr/call_name.cpp"
#include "fail/expr/extent_negative.cpp"
#include "fail/expr/extent_negative_of_input.cpp"
#include "fail/expr/index_divisor.cpp"
#include "fail/expr/index_too_long.cpp"
#include "fail/expr/input_alignment.cpp"
#include "fail/expr/input_order.cpp"
#include "fail/expr/scan_shape.cpp"
#include "fail/expr/scan_state.cpp"
#include "fail/expr/scan_state_of_input.cpp"
#include "fail/expr/too_large.cpp"
#include "fail/expr/too_many_symbols.cpp"
#include "fail/expr/update_shape.cpp"
#include "fail/kernel/too_many_questions.cpp"
#include "fail/lower/barrier_divergent.cpp"
#include "fail/lower/bind_extent.cpp"
#include "fail/lower/bind_missing.cpp"
#include "fail/lower/call_device.cpp"
#include "fail/lower/decoupled_loop.cpp"
#include "fail/lower/decoupled_memory.cpp"
#include "fail/lower/decoupled_queue.cpp"
#include "fail/lower/gather_bound.cpp"
#include "fail/lower/gather_decoupled.cpp"
#include "fail/lower/index_overflow.cpp"
#include "fail/lower/out_of_bounds.cpp"
#include "fail/lower/out_of_bounds_in_select.cpp"
#include "fail/lower/output_overlap.cpp"
#include "fail/lower/output_overlap_call.cpp"
#include "fail/lower/private_size.cpp"
#include "fail/lower/program_too_large.cpp"
#include "fail/lower/scan_device.cpp"
#include "fail/lower/scan_row.cpp"
#include "fail/lower/scratchpad_size.cpp"
#include "fail/lower/scratchpad_unknown.cpp"
#include "fail/lower/shared_size.cpp"
#include "fail/lower/tensorize_body.cpp"
#include "fail/lower/tensorize_exchanged.cpp"
#include "fail/lower/tensorize_extent.cpp"
#include "fail/lower/tensorize_nest.cpp"
#include "fail/lower/tensorize_operation.cpp"
#include "fail/lower/tensorize_result.cpp"
#include "fail/lower/tensorize_step.cpp"
#include "fail/lower/tensorize_target.cpp"
#include "fail/lower/tensorize_type.cpp"
#include "fail/op/conv_channels.cpp"
#include "fail/op/conv_symbolic.cpp"
#include "fail/op/conv_window.cpp"
#include "fail/op/winograd_window.cpp"
#include "fail/schedule/axis_not_a_loop.cpp"
#include "fail/schedule/bind_axis.cpp"
#include "fail/schedule/bind_order.cpp"
#include "fail/schedule/bind_place.cpp"
#include "fail/schedule/bind_reduction.cpp"
#include "fail/schedule/bind_tail.cpp"
#include "fail/schedule/bind_twice.cpp"
#include "fail/schedule/cache_read_use.cpp"
#include "fail/schedule/cache_twice.cpp"
#include "fail/schedule/cache_write_place.cpp"
#include "fail/schedule/call_bound.cpp"
#include "fail/schedule/call_bound_around.cpp"
#include "fail/schedule/call_loop.cpp"
#include "fail/schedule/call_loop_order.cpp"
#include "fail/schedule/call_loop_place.cpp"
#include "fail/schedule/call_loop_vector.cpp"
#include "fail/schedule/call_memory.cpp"
#include "fail/schedule/call_memory_packed.cpp"
#include "fail/schedule/call_state.cpp"
#include "fail/schedule/compute_at_consumer.cpp"
#include "fail/schedule/compute_at_output.cpp"
#include "fail/schedule/compute_at_scope.cpp"
#include "fail/schedule/compute_at_threads.cpp"
#include "fail/schedule/compute_at_twice.cpp"
#include "fail/schedule/compute_at_vector.cpp"
#include "fail/schedule/dimension_unknown.cpp"
#include "fail/schedule/dimension_unknown_reduced.cpp"
#include "fail/schedule/double_buffer_barrier.cpp"
#include "fail/schedule/double_buffer_bound.cpp"
#include "fail/schedule/double_buffer_loop.cpp"
#include "fail/schedule/double_buffer_place.cpp"
#include "fail/schedule/double_buffer_place_stored.cpp"
#include "fail/schedule/double_buffer_source.cpp"
#include "fail/schedule/double_buffer_source_later.cpp"
#include "fail/schedule/fuse_kinds.cpp"
#include "fail/schedule/fuse_order.cpp"
#include "fail/schedule/inline_reduction.cpp"
#include "fail/schedule/layout_parts.cpp"
#include "fail/schedule/layout_place.cpp"
#include "fail/schedule/layout_place_inlined.cpp"
#include "fail/schedule/layout_twice.cpp"
#include "fail/schedule/limit_axes.cpp"
#include "fail/schedule/limit_stages.cpp"
#include "fail/schedule/loop_annotated_twice.cpp"
#include "fail/schedule/multi_buffer_parts.cpp"
#include "fail/schedule/name_twice.cpp"
#include "fail/schedule/output_covered.cpp"
#include "fail/schedule/output_covered_by_part.cpp"
#include "fail/schedule/output_loops.cpp"
#include "fail/schedule/output_loops_around.cpp"
#include "fail/schedule/output_order.cpp"
#include "fail/schedule/output_order_nest.cpp"
#include "fail/schedule/output_threads.cpp"
#include "fail/schedule/output_threads_blocks.cpp"
#include "fail/schedule/pack_cache.cpp"
#include "fail/schedule/pack_factor.cpp"
#include "fail/schedule/pad_place.cpp"
#include "fail/schedule/parallel_nested.cpp"
#include "fail/schedule/parallel_nested_across_stages.cpp"
#include "fail/schedule/parallel_reduction.cpp"
#include "fail/schedule/pragma_loop.cpp"
#include "fail/schedule/pragma_twice.cpp"
#include "fail/schedule/pragma_unknown.cpp"
#include "fail/schedule/prefetch_distance.cpp"
#include "fail/schedule/prefetch_loop.cpp"
#include "fail/schedule/prefetch_place.cpp"
#include "fail/schedule/prefetch_size.cpp"
#include "fail/schedule/prefetch_twice.cpp"
#include "fail/schedule/prefetch_use.cpp"
#include "fail/schedule/reorder_reduction.cpp"
#include "fail/schedule/reorder_twice.cpp"
#include "fail/schedule/reverse_compute_at_first.cpp"
#include "fail/schedule/reverse_compute_at_order.cpp"
#include "fail/schedule/reverse_compute_at_prefetch.cpp"
#include "fail/schedule/reverse_compute_at_producer.cpp"
#include "fail/schedule/reverse_compute_at_reads.cpp"
#include "fail/schedule/reverse_compute_at_reads_nothing.cpp"
#include "fail/schedule/reverse_compute_at_reduced.cpp"
#include "fail/schedule/rfactor_extent.cpp"
#include "fail/schedule/rfactor_first.cpp"
#include "fail/schedule/rfactor_loop.cpp"
#include "fail/schedule/rfactor_reducer.cpp"
#include "fail/schedule/scan_ahead.cpp"
#include "fail/schedule/scan_loop.cpp"
#include "fail/schedule/scan_loop_order.cpp"
#include "fail/schedule/scan_loop_split.cpp"
#include "fail/schedule/scan_place.cpp"
#include "fail/schedule/scan_place_output.cpp"
#include "fail/schedule/scan_place_reader.cpp"
#include "fail/schedule/scan_root.cpp"
#include "fail/schedule/scan_root_padded.cpp"
#include "fail/schedule/scope_place.cpp"
#include "fail/schedule/shared_readers.cpp"
#include "fail/schedule/shared_readers_virtual.cpp"
#include "fail/schedule/shared_threads.cpp"
#include "fail/schedule/split_factor.cpp"
#include "fail/schedule/split_parts.cpp"
#include "fail/schedule/stage_is_input.cpp"
#include "fail/schedule/stage_unknown.cpp"
#include "fail/schedule/state_open.cpp"
#include "fail/schedule/storage_align_factor.cpp"
#include "fail/schedule/storage_align_place.cpp"
#include "fail/schedule/storage_align_place_inlined.cpp"
#include "fail/schedule/storage_align_twice.cpp"
#include "fail/schedule/store_at_parallel.cpp"
#include "fail/schedule/store_at_scope.cpp"
#include "fail/schedule/tail_cut_order.cpp"
#include "fail/schedule/tail_pad_axis.cpp"
#include "fail/schedule/tail_pad_output.cpp"
#include "fail/schedule/tail_pad_sum.cpp"
#include "fail/schedule/tail_shift_parallel.cpp"
#include "fail/schedule/tail_shift_reduction.cpp"
#include "fail/schedule/tail_shift_reduction_outside.cpp"
#include "fail/schedule/tensorize_behaviour.cpp"
#include "fail/schedule/tensorize_loops.cpp"
#include "fail/schedule/tensorize_marked.cpp"
#include "fail/schedule/tensorize_order.cpp"
#include "fail/schedule/tensorize_reduced.cpp"
#include "fail/schedule/tensorize_twice.cpp"
#include "fail/schedule/tile_factor.cpp"
#include "fail/schedule/unroll_extent.cpp"
#include "fail/schedule/unroll_times.cpp"
#include "fail/schedule/update_input.cpp"
#include "fail/schedule/update_self_read.cpp"
#include "fail/schedule/update_self_read_by_others.cpp"
#include "fail/schedule/vectorize_extent.cpp"
#include "fail/schedule/vectorize_reduction.cpp"
#include "fail/schedule/zigzag_around.cpp"
#include "fail/schedule/zigzag_loop.cpp"
#include "fail/schedule/zigzag_order.cpp"
#include "fail/schedule/zigzag_order_doubled.cpp"
// clang-format on

namespace {

/// The number between `before` and `after` at the end of a sentence; -1 where there is none.
int line_in(const std::string& sentence) {
  const std::string before = " (line ";
  const std::size_t at = sentence.rfind(before);
  return at == std::string::npos ? -1 : std::stoi(sentence.substr(at + before.size()));
}

}  // namespace

TEST_CASE("a description that breaks a rule is refused with its sentence, numbers and line") {
  for (const refused& r : registry()) {
    CAPTURE(r.name);
    std::string said;
    try {
      r.lower();
    } catch (const error& e) {
      said = e.what();
      CHECK(e.who() == blame::user);
    }
    const int line = line_in(said);
    CHECK(said == r.sentence + (" (line " + std::to_string(line) + " of the description)"));
    CHECK(line > 0);
    CHECK(line < r.last_line);
  }
}

TEST_CASE("every rule is broken by a program") {
  const char* const rules[] = {
#define TENON_RULE_NAME(id, text) #id,
      TENON_RULES(TENON_RULE_NAME)
#undef TENON_RULE_NAME
  };
  for (const char* rule : rules) {
    bool broken = false;
    for (const refused& r : registry()) {
      broken = broken || std::strncmp(r.name, rule, std::strlen(rule)) == 0;
    }
    CAPTURE(rule);
    CHECK(broken);
  }
}
