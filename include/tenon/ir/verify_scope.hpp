// Which variables are known where: around the present statement, and to buffers and requirements.
#pragma once

#include <tenon/ir/verify_tables.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Checks that forms name known variables only.
struct scope_verifier : table_verifier {
  bool defined[limit::variables] = {};         // around the present statement
  bool top[limit::variables] = {};             // parameters and prologue lets

  /// The lets down from the root are known to buffers and requirements.
  constexpr bool prologue() {
    int s = p.root;
    for (int n = 0; n < p.statements.count && s >= 0 && s < p.statements.count; ++n) {
      const statement& x = p.statements[s];
      if (x.kind != statement_kind::let || x.var < 0 || x.var >= p.variables.count) break;
      top[x.var] = true;
      s = x.body;
    }
    return true;
  }

  constexpr bool top_level(int b) {
    const ir::buffer& x = p.buffers[b];
    for (int d = 0; d < x.rank; ++d) {
      if (!uses(x.extents[d], top, flaw::buffer_variable, b)) return false;
      if (!uses(x.strides[d], top, flaw::buffer_variable, b)) return false;
    }
    return uses(x.size, top, flaw::buffer_variable, b) &&
           uses(x.offset, top, flaw::buffer_variable, b);
  }

  /// Whether a form uses only variables of a set.
  constexpr bool uses(const affine& a, const bool* set, flaw f, int at) {
    for (int i = 0; i < a.count; ++i) {
      if (!set[a.terms[i].var]) return refuse(f, at, a.terms[i].var);
    }
    return true;
  }

  constexpr bool defined_forms(int first, int count, int at) {
    for (int i = 0; i < count; ++i) {
      if (!uses(p.forms[first + i], defined, flaw::variable_undefined, at)) return false;
    }
    return true;
  }

  constexpr bool bounds(int v) {
    const ir::variable& x = p.variables[v];
    return (!x.has_lower || uses(x.lower, defined, flaw::bound_undefined, v)) &&
           (!x.has_upper || uses(x.upper, defined, flaw::bound_undefined, v));
  }
};

}  // namespace tenon::inline TENON_ABI::ir
