// One case as plain data: tensors with their expressions, the steps of a schedule, sizes, target
// and the seed of the data. Everything else follows from it; it is what generators make, shrinking
// changes, reproducer files hold and source.hpp prints as C++.
//
// Extents are affine in up to eight symbols. A symbol is `fixed` (put in as a constant when the
// description is built) or known only when the kernel runs.
#pragma once

#include <string>
#include <vector>

#include <tenon/core/target.hpp>
#include <tenon/expr/definition.hpp>
#include <tenon/ir/fold.hpp>
#include <tenon/schedule/state.hpp>

namespace fuzz {

using namespace tenon;
using expr::pick_base;
using expr::quotient_base;
using ir::affine;

/// A size: its value in this case, and what the description knows of it.
struct size_recipe {
  index_t value = 1;
  bool fixed = true;
  index_t bound = 0;
  index_t multiple = 0;
};

struct axis_recipe {
  std::string name;
  affine range;
};

/// One node of an expression; operands come earlier.
struct value_recipe {
  expr::value_kind kind = expr::value_kind::operation;
  ir::operation op = ir::operation::constant;
  function callee = function::exp;
  element type = element::f32;
  int a = -1, b = -1, c = -1;
  std::uint64_t bits = 0;
  int tensor = -1, result = 0;  ///< read
  std::vector<affine> forms;
};

/// A value as an index below a bound.
struct pick_recipe {
  int value = -1;
  affine bound;
};

enum class reducer_kind { none, sum, product, max, min, any, all, argmax, argmin };
inline constexpr const char* reducer_names[] = {"none", "sum", "product", "max",   "min",
                                                "any",  "all", "argmax",  "argmin"};

/// One state of a scan: which, its row 0 (a tensor, or -1 and a number) and what gives the rows after it.
struct recurrence_recipe {
  int state = -1, start = -1, number = 0, step = -1;
};

struct tensor_recipe {
  std::string name;
  expr::definition_kind kind = expr::definition_kind::compute;
  element type = element::f32;  ///< of the first result
  int rank = 0;
  std::vector<affine> shape;      ///< input: the extents
  std::vector<axis_recipe> axes;  ///< compute, update: `rank` axes, then the reduced ones
  reducer_kind reduce = reducer_kind::none;
  std::vector<expr::quotient> quotients;  ///< of forms over symbols, axes and quotients before
  std::vector<pick_recipe> picks;         ///< under `pick_base` + position in forms of reads, each the whole form
  std::vector<value_recipe> values;
  int value = -1;    ///< the root
  int updates = -1;  ///< update: the tensor
  std::vector<recurrence_recipe> closes;  ///< scan: a state for each result, all of `type`
  int calls = -1;   ///< call: the function's number; the values are what it reads, by their first indices
  int looped = 0;   ///< call: the axes that are loops
  bool output = false;
  bool updatable = false, dense = false;
  index_t alignment = 0;
  std::vector<int> order;           ///< input: storage order; empty: as declared
  int magnitude = 3, fraction = 0;  ///< input: elements are ± 1 … magnitude, · 2^-fraction

  bool is_state() const { return kind == expr::definition_kind::state; }
  /// Whether it has a shape and no value: the caller's, or rows under a name.
  bool is_input() const { return kind == expr::definition_kind::input || is_state(); }
  int results() const { return reduce >= reducer_kind::argmax || closes.size() == 2 || calls == 2 ? 2 : 1; }
  element type_of(int result) const { return result == 1 && closes.empty() ? element::i64 : type; }
  const affine& extent(int d) const {
    return is_input() ? shape[static_cast<std::size_t>(d)]
                      : axes[static_cast<std::size_t>(d)].range;
  }
};

enum class primitive {
  split,
  split_parts,
  fuse,
  reorder,
  tile,
  vectorize,
  unroll,
  unroll_by,
  parallel,
  compute_at,
  store_at,
  store_root,
  compute_inline,
  compute_root,
  cache_read,
  cache_write,
  pack,
  pad,
  bind,
  set_scope,
  rfactor,
  storage_align,
  double_buffer,
  prefetch,
  pragma,
  transform_layout,
  reverse_compute_at,
  tensorize,
  zigzag,
  multi_buffer
};
inline constexpr int primitive_count = 30;
inline constexpr const char* primitive_names[] = {
    "split",        "split_parts", "fuse",        "reorder",  "tile",       "vectorize",
    "unroll",       "unroll_by",   "parallel",    "compute_at", "store_at", "store_root",
    "compute_inline", "compute_root", "cache_read", "cache_write", "pack",   "pad",
    "bind",         "set_scope",   "rfactor",     "storage_align", "double_buffer", "prefetch", "pragma",
    "transform_layout", "reverse_compute_at", "tensorize",   "zigzag", "multi_buffer"};
inline constexpr const char* tail_names[] = {"guard", "cut", "shift", "pad"};
inline constexpr int tail_count = 4;

/// One use of a primitive. Loops and stages are named by their labels.
struct step {
  primitive what = primitive::split;
  std::string stage;
  std::string other = "-";  ///< consumer, the reader of a cache_read, or what is prefetched
  std::vector<std::string> loops;
  index_t numbers[3] = {0, 0, 0};  ///< factors, parts, dimension, offset, distance, hint, axis of the hardware, scope, intrinsic
  tail at_end = tail::guard;
  schedule_room::stored_parts parts;  ///< transform_layout
};

struct recipe {
  std::uint64_t seed = 0;
  std::uint64_t data_seed = 1;
  isa machine = isa::avx512;
  bool has_dot = false;  ///< it has instructions for dot products
  bool decoupled = false;  ///< for a target of units with queues of their own instead
  bool exact = true;
  std::vector<size_recipe> sizes;
  std::vector<tensor_recipe> tensors;  ///< each after those it reads
  std::vector<step> steps;

  /// What the program is lowered for.
  tenon::target target() const {
    if (decoupled) {
      return tenon::decoupled(16, {{make_name("inp"), 1 << 14, unit::load},
                                   {make_name("wgt"), 1 << 14, unit::load},
                                   {make_name("acc"), 1 << 14, unit::compute}});
    }
    tenon::target t = preset(machine);
    t.has_dot = has_dot && machine == isa::avx512;
    return t;
  }
  /// The value of an affine form over symbols.
  index_t number(const affine& form) const {
    index_t sum = form.constant;
    for (const ir::term& t : form) sum += t.factor * sizes[static_cast<std::size_t>(t.var)].value;
    return sum;
  }
  int find(const std::string& name) const {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      if (tensors[i].name == name) return static_cast<int>(i);
    }
    return -1;
  }
};

/// The scratchpads of the decoupled target, as set_scope's second number names them.
inline constexpr const char* scratchpad_names[] = {"inp", "wgt", "acc"};

}  // namespace fuzz
