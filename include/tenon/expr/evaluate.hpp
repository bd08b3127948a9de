// The oracle: computes what a definition means, point by point, from the expression alone. One
// whole tensor a definition, in order of dependence; no schedule, no bounds, no lowering and no
// simplifier, so that no mistake of those can hide here. Slow and obvious; for tests.
//
//   expr::evaluate({C.definition().get()}, {17}, arguments);   // symbol 0 is 17
//
// `arguments` are those of a kernel: the inputs in the order in which the outputs reach them, depth
// first, then each result of the outputs; an update writes the input that it updates.
#pragma once

#include <initializer_list>
#include <map>
#include <span>
#include <vector>

#include <tenon/expr/evaluation.hpp>
#include <tenon/expr/reach.hpp>

namespace tenon::inline TENON_ABI::expr {

/// Evaluates the outputs of a description on the arguments of a kernel: inputs are read, outputs
/// and updated inputs are written. `symbols` are the values of the symbolic extents.
inline void evaluate(std::span<const definition* const> outputs, std::span<const index_t> symbols,
                     std::span<const argument> arguments) {
  const std::vector<const definition*> reached = reach(outputs);
  evaluation all(symbols);
  std::map<const definition*, const argument*> memory;
  std::size_t next = 0;
  const auto take = [&]() -> const argument& {
    if (next == arguments.size())
      fail(blame::user, "evaluate: there are fewer arguments than tensors");
    return arguments[next++];
  };
  for (const definition* d : reached) {
    if (d->kind != definition_kind::input) continue;
    memory[d] = &take();
    all.bind(*d, *memory[d]);
  }
  for (const definition* d : reached) {
    if (d->kind != definition_kind::input) all.tensor(*d);
  }
  for (const definition* d : outputs) {
    for (int r = 0; r < d->results && d->kind == definition_kind::compute; ++r) {
      if (all.tensor(*d, r).on_demand)
        fail(blame::user, "evaluate: an output depends on a state: read the scan instead");
      all.copy(all.tensor(*d, r), take());
    }
  }
  for (const definition* d : reached) {
    if (d->kind == definition_kind::update)
      all.copy(all.tensor(*d), *memory.at(d->sources[0].tensor));
  }
}

inline void evaluate(std::initializer_list<const definition*> outputs,
                     std::initializer_list<index_t> symbols, std::span<const argument> arguments) {
  evaluate(std::span<const definition* const>(outputs.begin(), outputs.size()),
           std::span<const index_t>(symbols.begin(), symbols.size()), arguments);
}

}  // namespace tenon::inline TENON_ABI::expr
