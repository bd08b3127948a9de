// What can be wrong with a loop program: one word and one sentence for each rule of the grammar.
#pragma once

#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI::ir {

/// A broken rule of the grammar in node.hpp.
enum class flaw : std::uint8_t {
  none,
  pool_overflow,
  form_broken,
  form_unsorted,
  form_range,
  parameter_position,
  let_divisor,
  variable_kind,
  variable_undefined,
  variable_redefined,
  bound_undefined,
  buffer_rank,
  buffer_argument,
  buffer_variable,
  buffer_stride,
  buffer_fold,
  buffer_alignment,
  local_size,
  operand_order,
  operand_type,
  buffer_unknown,
  statement_unknown,
  statement_twice,
  statement_next,
  loop_extent,
  loop_times,
  loop_hint,
  vector_lanes,
  vector_body,
  transposed_body,
  tensorized_body,
  parallel_nested,
  loop_bound,
  barrier_alone,
  allocate_argument,
  allocate_twice,
  allocate_missing,
  private_shared,
  store_read_only,
  store_type,
  group_member,
  lane_unmarked,
  call_function,
  call_view,
  call_place,
  requirement_variable,
  buffer_scratchpad,
  decoupled_store,
  decoupled_loop,
  token_units,
  token_missing,
  token_unbalanced,
  token_left,
  token_queue,
  pick_value,
};

inline constexpr int flaw_count = static_cast<int>(flaw::pick_value) + 1;

/// The sentence of a flaw.
constexpr const char* sentence(flaw f) {
  constexpr const char* all[flaw_count] = {
      "the program keeps every rule",
      "a pool of the program is full: its counts must stay below ir::limit",
      "an affine form is broken: it has too many terms or its arithmetic left 64 bits",
      "an affine form must have its terms sorted by known variables, without zero factors",
      "a range of affine forms must lie inside the pool of forms",
      "each parameter and tensor argument must have a position of its own below their number",
      "a let must divide by something positive",
      "a loop must run a loop variable, a let define a let variable, and a pick a picked one",
      "a variable is used where nothing around it defines it",
      "a variable is defined again inside the statement that defines it",
      "a bound of a variable must use variables defined further out",
      "a buffer must have a rank from 0 to 8",
      "each tensor argument must belong to exactly one buffer",
      "extents, strides, size and offset of a buffer must use parameters and prologue lets only",
      "a stride must be a constant or one variable",
      "a fold must be 0 or a power of two, and no argument has one",
      "an alignment must be a power of two, at least the size of the element",
      "a local or shared buffer must have a constant size",
      "the operands of an expression must come earlier in the pool",
      "the operands of an expression must have types that its operation takes and agree with its "
      "own",
      "an expression or statement must name a buffer of the program",
      "a statement must lead to statements of the program",
      "a statement must be reached in one way only",
      "a statement is followed by another outside of a block",
      "the extent of an unrolled, transposed, tensorized or vector loop must be constant and not negative",
      "a loop must spell out from 0 to 64 iterations at a time, and none unless it is serial",
      "a hint must be on a serial loop that is not spelled out",
      "a vector loop must have from 2 to 64 lanes",
      "the body of a vector loop must be stores only",
      "the body of a transposed loop must be a vector loop of one store that copies rows of another "
      "buffer into columns",
      "only a tensorized loop has an instruction; it must hold serial loops of constant extent, one "
      "inside the other, around one store without conditions, and compute what the instruction does",
      "a parallel loop must not be inside another parallel loop or a vector loop",
      "a loop over blocks or threads needs a target that has them, and virtual threads are gone",
      "a barrier must stand inside of a loop over threads",
      "an argument of the kernel must not be allocated",
      "a buffer is allocated again inside the statement that allocates it",
      "a buffer is used where nothing around it allocates it",
      "a buffer private to an iteration or worker is allocated outside the parallel loop that uses "
      "it",
      "an argument that the kernel only reads must not be stored to",
      "a store must write a value of its buffer's type",
      "the members of a group must be stores, or views of one call, and stand in no block of their own",
      "an expression that depends on the lane must be marked as varying",
      "a call must have as many views as a function of the program takes",
      "a view must be along dimensions of its buffer that aren't folded",
      "a call runs on a processor, outside of vector loops",
      "a requirement must use parameters and prologue lets only",
      "a scratchpad must be one of its target's, and what lies there local",
      "a store of a decoupled target must copy between global memory and a scratchpad, or compute in "
      "scratchpads",
      "a decoupled target runs one stream of instructions, without parallel loops",
      "tokens go between load and compute or compute and store, of a decoupled target",
      "a token must be pushed before it is popped",
      "an iteration of a loop, and what a guard holds, must pop as many tokens of a queue as it pushes",
      "a token is left in a queue at the end",
      "a queue of the target must have room for the tokens that are in it at once",
      "a pick must define its variable as an int64",
  };
  return all[static_cast<int>(f)];
}

/// The first flaw of a program: the position of what has it, and a number that says more (the
/// variable, buffer, operand or statement concerned; -1 where there is none).
struct verdict {
  flaw broken;
  std::int32_t at;
  std::int32_t detail;

  constexpr bool ok() const { return broken == flaw::none; }
};

}  // namespace tenon::inline TENON_ABI::ir
