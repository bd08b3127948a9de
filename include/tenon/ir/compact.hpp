// A loop program as a template expansion wants it: only what code needs, addresses flattened,
// operands private to each statement, everything in pools of exact size. Made by freeze.hpp.
#pragma once

#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::ir::compact {

/// factor · variable, or factor · variable · stride where `stride` is a variable too (not -1).
struct term {
  index_t factor;
  std::int32_t var, stride;
  constexpr bool operator==(const term&) const = default;
};

/// constant + Σ terms. The first `steady` of the terms are over variables of no unrolled loop; the
/// last `fixed` are over those alone, which are numbers once the loops are spelled out.
struct form {
  index_t constant;
  std::int32_t first, count, steady, fixed;
};

/// The steady terms of addresses inside of unrolled loops, which are added up once, outside of all
/// the copies: a C++ compiler takes its time to find that out by itself.
struct base {
  std::int32_t first, count;  ///< terms
};

/// factor · stride · (form & mask): one dimension of folded storage; no stride when it is -1.
struct fold {
  index_t factor, mask;
  std::int32_t form, stride;
};

/// form ≥ 0, where the lane variable has the given factor in the form.
struct condition {
  std::int32_t form;
  index_t lane_factor;
};

/// Conditions that all lanes share, then those that depend on the lane.
struct conditions {
  std::int32_t first, shared, lanes;
};

/// How an element's address follows the lane of a vector loop.
enum class lane_mode : std::uint8_t {
  uniform,  ///< the same for all lanes
  strided,  ///< lane · lane_factor elements after that of lane 0
  general,  ///< through a folded dimension or a run-time stride: computed lane by lane
};

/// An element's position in its buffer: form + Σ folds.
struct place {
  std::int32_t form;
  std::int32_t base;  ///< has the form's steady terms, or -1
  std::int32_t first_fold, folds;
  lane_mode mode;
  std::int32_t lane_var;  ///< the lane's variable, or -1
  index_t lane_factor;
};

/// One operation of a statement; operands are positions in the pool, earlier than itself.
struct expression {
  operation op;
  element type;
  bool varies;              ///< has one value a lane
  bool rounds;              ///< a product that must be rounded before anything is added to it
  std::uint8_t mask_bytes;  ///< a bool that varies: bytes of a lane of its mask
  std::int32_t slot;        ///< position among the values that are kept, or -1
  std::int32_t a, b, c;
  std::uint64_t bits;
  std::int32_t buffer;
  place at;                 ///< load; index: only `form` and `lane_factor`
  conditions when;
};

struct statement {
  statement_kind kind;
  loop_kind loop;
  loop_hint hint;
  instruction does;           ///< tensorized loop
  let_operation operation;
  std::int32_t var, subject;  ///< loop, let, pick
  std::int32_t a, b;          ///< forms: extent of a loop, operands of a let; call: extents and strides, in turn, from `a` on
  std::int32_t times;         ///< loop: iterations that are spelled out at a time; call: the view's dimensions
  std::int32_t first_base, bases;  ///< unrolled loop, the outermost: sums of addresses inside
  std::int32_t body, next;
  std::int32_t buffer;
  std::int32_t value;         ///< store, pick: an expression; call: a function
  std::int32_t group;         ///< store: the next store of its group, or -1; call: the next view
  std::int32_t lanes;         ///< store: lanes of the vector loop around it, or 0
  std::int32_t first_kept, kept;  ///< store (first of a group), pick: values with a slot, in order
  place at;
  conditions when;
};

struct buffer {
  element type;
  memory where;
  bool per_worker;
  bool unaliased;         ///< an argument that no other buffer of the program names
  std::int32_t argument;
  std::int32_t offset;    ///< form: bytes from the start of the (worker's) workspace
  index_t size;           ///< elements, of a local buffer
};

/// How many entries each pool has.
struct counts {
  int variables, parameters, buffers, expressions, kept, conditions, folds, forms, terms, bases,
      statements, functions;
};

/// Room for one entry even where there are none, as arrays of size 0 are not C++.
constexpr int room(int n) { return n > 0 ? n : 1; }

/// The pools; `Size` is their size, all of it in use when the pools are trimmed.
template <counts Size> struct pools {
  static constexpr counts capacity = Size;

  counts size;
  std::int32_t root;
  std::int32_t parameter_of[room(Size.parameters)];  ///< variable of parameters used, argument
  std::int32_t parameter_var[room(Size.parameters)];
  buffer buffers[room(Size.buffers)];
  expression expressions[room(Size.expressions)];
  std::int32_t kept[room(Size.kept)];
  condition conditions[room(Size.conditions)];
  fold folds[room(Size.folds)];
  form forms[room(Size.forms)];
  term terms[room(Size.terms)];
  base bases[room(Size.bases)];
  statement statements[room(Size.statements)];
  external_function functions[room(Size.functions)];
};

}  // namespace tenon::inline TENON_ABI::ir::compact
