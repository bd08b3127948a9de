// A whole loop program: the pools of the grammar, and how to add to them.
#pragma once

#include <tenon/core/list.hpp>
#include <tenon/core/target.hpp>
#include <tenon/ir/node.hpp>

namespace tenon::inline TENON_ABI::ir {

/// How large a program may become; more is refused with a sentence.
namespace limit {
inline constexpr int variables = 256;
inline constexpr int buffers = 48;
inline constexpr int expressions = 1024;
inline constexpr int forms = 2048;
inline constexpr int statements = 768;
inline constexpr int requirements = 64;
inline constexpr int arguments = 24;
inline constexpr int functions = 8;
}  // namespace limit

/// A kernel between lowering and a back end. About 0.6 MB: keep it in a `box`.
///
/// Running it: parameters get their values; the statements from `root` run. Top-level lets (the
/// prologue) come first, down the `body` chain from the root, before any loop, guard, allocation
/// or store. `root` is -1 when there is nothing to do.
struct program {
  name label;
  target machine;
  std::int32_t parameters;        ///< number of integer parameters
  std::int32_t arguments;         ///< number of tensor arguments
  std::int32_t root;              ///< a statement
  affine workspace_bytes;         ///< shared part, over parameters and prologue lets
  affine worker_bytes;            ///< part of each worker; its pieces follow the shared part
  list<variable, limit::variables> variables;
  list<buffer, limit::buffers> buffers;
  list<expression, limit::expressions> expressions;
  list<affine, limit::forms> forms;
  list<statement, limit::statements> statements;
  list<requirement, limit::requirements> requirements;
  list<external_function, limit::functions> functions;

  constexpr program()
      : label{}, machine{}, parameters(0), arguments(0), root(-1), workspace_bytes{},
        worker_bytes{} {}

  constexpr bool overflowed() const {
    return variables.overflowed || buffers.overflowed || expressions.overflowed ||
           forms.overflowed || statements.overflowed || requirements.overflowed ||
           functions.overflowed;
  }
};

}  // namespace tenon::inline TENON_ABI::ir
