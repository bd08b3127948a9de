// The grammar of the loop program, and what each word of it means. Declarations only.
//
//   program    = variables, buffers, expressions, statements, requirements
//   statement  = block | loop | let | guard | allocate | store | barrier | prefetch |
//                call | push | pop | pick
//   loop       = serial | parallel | unrolled | vector | transposed | tensorized |
//                block_x … thread_z | interleaved
//   expression = constant | load | index | holds | unary | binary | ternary
//
// Everything lives in pools of the program and is named by its position there; 0 is a valid
// position and -1 means "none". All structs are trivial aggregates whose zero is the default.
//
// Semantics, in every back end:
//  * Statements run in order. Signed integer overflow wraps. Integer x / 0 = 0, x % 0 = 0, and
//    MIN / -1 wraps (remainder 0). Shift counts are masked to the width. Integer division and
//    remainder truncate towards zero. Narrow integers compute in their own width.
//  * Floating point is IEEE, rounded to nearest, subnormals kept, never contracted or
//    reassociated: only the `fma` node rounds a·b + c once. max(a, b) = a < b ? b : a and
//    min(a, b) = b < a ? b : a, exactly. All NaNs count as equal.
//  * Casts: float to integer truncates and saturates, NaN becomes 0; integer to narrower integer
//    keeps the low bits; anything to bool is x != 0; bool to number is 0 or 1.
//  * bool is stored as a byte, 0 or 1.
//  * half and bfloat16 only hold numbers: a value of theirs is a constant, a load, or a cast of a
//    float, and is stored or cast to float. Casts to them round to nearest, ties to even.
//  * Index arithmetic (affine forms, lets) is exact in 64 bits: lowering has shown, or the
//    requirements check at the call, that nothing overflows.
#pragma once

#include <tenon/core/element.hpp>
#include <tenon/core/name.hpp>
#include <tenon/core/target.hpp>
#include <tenon/ir/affine.hpp>

namespace tenon::inline TENON_ABI {

struct argument;  // a tensor as every kernel receives it: runtime/argument.hpp

}  // namespace tenon::inline TENON_ABI

namespace tenon::inline TENON_ABI::ir {

// ---- variables ---------------------------------------------------------------------------------

enum class variable_kind : std::uint8_t {
  parameter,  ///< a size given by the caller; `argument` is its position among the parameters
  let,        ///< defined by a `let` statement from `operation`, `a` and `b`
  loop,       ///< runs over 0 ... extent-1 of its loop
  picked,     ///< defined by a `pick` statement: a value that the program reads or computes
};

/// How a let computes its 64-bit value.
enum class let_operation : std::uint8_t {
  affine,     ///< a
  minimum,    ///< min(a, b)
  maximum,    ///< max(a, b)
  floor_div,  ///< ⌊a / b⌋, b > 0
  floor_mod,  ///< a - b·⌊a / b⌋, b > 0
  product,    ///< a · b
  first,      ///< variable `subject` == 0 ? a : b
};

/// An integer variable: parameter, let, loop variable or picked value. `lower` ≤ value ≤ `upper` always holds
/// where the flags say that they are known; both are over variables defined further out.
struct variable {
  name label;
  variable_kind kind;
  let_operation operation;
  std::int32_t argument;  ///< position among the parameters (kind parameter)
  var_id subject;         ///< operand of let_operation::first
  affine a, b;
  bool has_lower, has_upper;
  affine lower, upper;
  index_t multiple;  ///< the value is a multiple of this; 0 and 1 say nothing
};

// ---- buffers -----------------------------------------------------------------------------------

enum class memory : std::uint8_t {
  argument,   ///< the caller's memory
  workspace,  ///< a piece of the workspace; one for each worker when `per_worker`
  local,      ///< small, constant size, private to the iteration; meant for registers
  shared,     ///< constant size, one for all threads of a block
};

enum class access : std::uint8_t { read, write, update };

inline constexpr int max_rank = 8;

/// A tensor in memory. Element (i0, i1, …) lies at Σ strides[d] · f_d(i_d) elements from its
/// start, where f_d is the identity, or i & (folds[d] - 1) when folds[d] is not 0 (a power of two).
struct buffer {
  name label;
  element type;
  memory where;
  access use;  ///< what the kernel does with an argument
  std::uint8_t rank;
  bool per_worker;
  std::int32_t argument;      ///< position among the tensor arguments (memory argument)
  affine extents[max_rank];   ///< over parameters and top-level lets only
  affine strides[max_rank];   ///< in elements; constant or one top-level variable
  index_t folds[max_rank];
  affine size;                ///< elements to allocate (all but arguments)
  affine offset;              ///< bytes from the start of the (worker's) workspace
  index_t alignment;          ///< of the start, in bytes; at least the element's size
  std::int32_t scratchpad;    ///< of a decoupled target, from 1; 0: global memory
};

// ---- expressions -------------------------------------------------------------------------------

enum class operation : std::uint8_t {
  constant,  ///< bits, as the element's object representation in the low bytes
  load,      ///< buffer[indices], or 0 when a condition fails (then nothing is read)
  index,     ///< the affine form `first`, converted to the type (an int64 converted like a cast)
  holds,     ///< bool: every condition (affine ≥ 0) holds
  // unary: a
  negate, absolute, logical_not, bit_not, sqrt, floor, ceil, truncate, round_even, cast,
  bit_cast,  ///< the same bytes as another type of the same size
  // binary: a, b of one type; comparisons give bool
  add, subtract, multiply, divide, remainder, minimum, maximum,
  bit_and, bit_or, bit_xor, shift_left, shift_right,  ///< >> of a signed integer keeps the sign
  equal, not_equal, less, less_equal,
  logical_and, logical_or,
  // ternary: a, b, c
  select,  ///< a ? b : c; both sides are computed (their loads guard themselves)
  fma,     ///< a · b + c, rounded once
};

/// One value. Expressions form a directed acyclic graph: operands come earlier in the pool, and a
/// node used twice is computed once.
struct expression {
  operation op;
  element type;
  bool varies;           ///< has one value a lane inside a vector loop (else the same in all lanes)
  std::int32_t a, b, c;  ///< operands
  std::uint64_t bits;    ///< constant
  std::int32_t buffer;   ///< load
  std::int32_t first;    ///< load: first of `rank` indices; index: the form; in the affine pool
  std::int32_t guard, guards;  ///< load, holds: first condition and their number, in the affine pool
};

// ---- statements --------------------------------------------------------------------------------

enum class statement_kind : std::uint8_t {
  block,     ///< the statements from `body` on, linked by `next`
  loop,      ///< body for var = 0 … extent-1
  let,       ///< defines `var` for `body`
  guard,     ///< body if every condition (affine ≥ 0) holds
  allocate,  ///< `buffer` exists, uninitialised, for `body`
  store,     ///< buffer[indices] = value if every condition holds; linked stores are one group
  barrier,   ///< no thread of the block goes on before all have come here
  prefetch,  ///< buffer[indices] will be read soon, if every condition holds; changes no value
  call,      ///< an external function runs; linked calls are its views
  push,      ///< unit `from` puts a token into its queue to unit `to`
  pop,       ///< unit `to` waits for a token of that queue and takes it
  pick,      ///< defines `var` as `value`, an int64, for `body`; stands in no vector loop
};

enum class loop_kind : std::uint8_t {
  serial,
  parallel,  ///< iterations are independent; each worker has its own workspace
  unrolled,  ///< constant extent; every iteration is spelled out
  vector,    ///< constant extent of 2 … 64 = the lanes; the body is stores only, in lockstep
  transposed,  ///< as unrolled; the body is a vector loop that copies rows into columns
  tensorized,  ///< constant extent; what it and the loops inside do is one intrinsic
  block_x, block_y, block_z,     ///< iterations are blocks of threads, independent of each other
  thread_x, thread_y, thread_z,  ///< constant extent; iterations are threads of a block
  interleaved,  ///< constant extent; independent iterations that go through the body side by side
};

/// What a compiler may be told of a serial loop (hint.hpp); changes no value.
enum class loop_hint : std::uint8_t { none, unroll, no_unroll, no_vectorize };

/// What a machine may run a tensorized loop by. Which loops an instruction stands for: tensorized.hpp.
enum class instruction : std::uint8_t {
  none,        ///< the loops themselves
  dot_u8s8,    ///< c[l] += Σ a[k] · b[l, k] over 4 terms: uint8 · int8, added up in int32
  dot_s16,     ///< the same over 2 terms of int16, of which only sums of both -32768 · -32768 wrap
  interleave,  ///< c[i, q] = b[q, i]: rows of 16 bytes, 4 of bytes or 2 of 16 bits, to words of 32
  dot_bf16,    ///< the same over 2 terms of bfloat16, one after the other, rounded to float after each
  fill,        ///< c[l] = a constant, for neighbours: what begins a sum
  outer_f32,   ///< c[i, j] += Σ a[k, i] · b[k, j] of floats, in the order of the terms
};
inline constexpr instruction last_instruction = instruction::outer_f32;

constexpr bool is_block(loop_kind k) { return k >= loop_kind::block_x && k <= loop_kind::block_z; }
constexpr bool is_thread(loop_kind k) { return k >= loop_kind::thread_x && k <= loop_kind::thread_z; }
/// 0 for x, 1 for y, 2 for z.
constexpr int axis_number(loop_kind k) {
  return static_cast<int>(k) - static_cast<int>(is_block(k) ? loop_kind::block_x : loop_kind::thread_x);
}

inline constexpr int max_views = 8;

/// A function from outside of the program, which computes parts of tensors from parts of others. All
/// that is known of it: which of its views it reads and which it writes. It depends on nothing else,
/// writes every element of what it writes, and may run on several threads at once.
struct external_function {
  name label;                               ///< in C
  void (*entry)(const argument*) noexcept;  ///< receives all views, in order
  std::int32_t count;                       ///< of views, at most max_views
  std::int32_t writes;                      ///< bit i: view i is written

  /// Whether view `i` is written, not read.
  constexpr bool is_written(int i) const { return ((writes >> i) & 1) != 0; }
};

/// One statement. A block's children and a loop's body are reached through `body` and `next`.
///
/// A store group: `group` names the next store of the group (-1 ends it); every value of the group
/// is computed before the first one is written.
/// Inside a vector loop each statement is a store; the lane variable occurs in a store's last index with
/// factor 1 (contiguous) or any other way (scattered), and conditions may depend on it: a lane
/// whose conditions fail neither reads nor writes.
/// A transposed loop means what the unrolled loop means. Around one vector loop of one store of one
/// element of another buffer, its variable moves the load, and the lane the store, along neighbours
/// in memory (transposed.hpp): a back end may load a row for each lane, transpose, and store.
/// A tensorized loop means what a serial one means. It holds serial loops of constant extent, one
/// directly inside the other, around one store without conditions; a back end that knows the
/// instruction `does` may run that instead of the loops. What the store's place holds is loaded
/// always, or (a sum begins) under one condition: that a loop which doesn't move the place is past
/// its first iteration.
/// A call runs function number `value`. Each of the linked calls is a view: of `buffer` from its element
/// at `first` on, along its last `times` dimensions, which aren't folded; `extent` is the first of
/// as many extents in the affine pool.
/// The iterations of the thread loops inside a block run at once. They see each other's stores to
/// shared memory after a barrier, which all of them reach; the end of the outermost thread loop is
/// one. Only allocations, lets and loops that all threads go through alike stand between it and
/// the block. Interleaved loops are gone when a program leaves lowering, and thread loops too where
/// the target has none.
/// Of a decoupled target each store belongs to a unit (unit.hpp), and each unit runs what is its own in
/// the order of the program, whatever the others do: but a push and a pop, which change no value, keep
/// the units in order. Each iteration of a loop, and either way past a guard, pops as many tokens of a
/// queue as it pushes, the whole program all of them. Where one processor runs the statements in order,
/// they mean nothing.
struct statement {
  statement_kind kind;
  loop_kind loop;
  instruction does;      ///< tensorized loop
  var_id var;            ///< loop, let, pick
  std::int32_t extent;   ///< loop: in the affine pool; call: the first of the view's extents there
  std::int32_t times;    ///< serial loop: iterations that are spelled out at a time; 0 and 1: none; call: dimensions
  loop_hint hint;        ///< serial loop
  std::int32_t body;     ///< block, loop, let, guard, allocate, pick
  std::int32_t next;     ///< the following statement of the same block, or -1
  std::int32_t buffer;   ///< allocate, store, prefetch, call
  std::int32_t first;    ///< store, prefetch, call: first of `rank` indices in the affine pool
  std::int32_t guard, guards;  ///< guard, store, prefetch: first condition and their number
  std::int32_t value;    ///< store, pick: an expression; call: a function
  std::int32_t group;    ///< store: the next store of the same group, or -1; call: the next view
  unit from, to;         ///< push, pop
};

/// A fact about the parameters that a call must satisfy before the program may run: form ≥ 0.
/// Over parameters and the top-level lets of the program's prologue.
struct requirement {
  std::int32_t form;  ///< in the affine pool
  std::int32_t rule;  ///< which sentence to say when it fails
  index_t detail[2];  ///< numbers for the sentence
};

}  // namespace tenon::inline TENON_ABI::ir
