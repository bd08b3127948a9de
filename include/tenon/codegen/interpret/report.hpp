// The sentences of what interpretation finds.
#pragma once

#include <tenon/core/error.hpp>
#include <tenon/ir/print.hpp>

namespace tenon::inline TENON_ABI::interpreter {

/// Where a walk is: the statement and the variables defined around it, outermost first.
struct place {
  int statement;  // a store, or -1
  const std::vector<int>* scope;
  const index_t* values;
};

/// A[6, 0]
inline std::string spell_element(const ir::program& p, int buffer, const index_t* indices) {
  std::string text = ir::printer(p).buffer_name(buffer) + "[";
  for (int d = 0; d < p.buffers[buffer].rank; ++d) {
    text += (d > 0 ? ", " : "") + std::to_string(indices[d]);
  }
  return text + "]";
}

/// Ends the walk with "interpret 'name': finding, in 'statement' at i = 2, j = 0".
[[noreturn]] inline void report(const ir::program& p, const place& where, blame who,
                                const std::string& finding) {
  const ir::printer text(p);
  std::string sentence = "interpret '";
  for (int i = 0; i < p.label.size(); ++i) sentence += p.label[i];
  sentence += "': " + finding;
  if (where.statement >= 0) {
    std::string line = text.statement_text(where.statement);
    if (!line.empty() && line.back() == '\n') line.pop_back();
    sentence += ", in '" + line + "'";
  }
  for (std::size_t i = 0; i < where.scope->size(); ++i) {
    const int v = (*where.scope)[i];
    sentence +=
        (i == 0 ? " at " : ", ") + text.variable_name(v) + " = " + std::to_string(where.values[v]);
  }
  fail(who, sentence);
}

}  // namespace tenon::inline TENON_ABI::interpreter
