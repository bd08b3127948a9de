// The definitions that others are made of, in order of dependence.
#pragma once

#include <span>
#include <vector>

#include <tenon/expr/definition.hpp>

namespace tenon::inline TENON_ABI::expr {

/// Everything that a definition is made of, itself last.
inline void reach(const definition& from, std::vector<const definition*>& reached) {
  for (const definition* known : reached) {
    if (known == &from) return;
  }
  for (const source& s : from.sources) reach(*s.tensor, reached);
  reached.push_back(&from);
}

/// The definitions that outputs need, each after its sources: the order of a kernel's inputs.
inline std::vector<const definition*> reach(std::span<const definition* const> outputs) {
  std::vector<const definition*> reached;
  for (const definition* d : outputs) reach(*d, reached);
  return reached;
}

}  // namespace tenon::inline TENON_ABI::expr
