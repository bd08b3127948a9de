// What a loop program's variables are worth for given parameters, and from that the size of its
// workspace and about how much it has to do.
#pragma once

#include <algorithm>
#include <vector>

#include <tenon/ir/program.hpp>

namespace fuzz {

using namespace tenon;

/// The values of a program's variables. Those of loops are 0.
class program_values {
 public:
  program_values(const ir::program& p, const std::vector<index_t>& parameters)
      : p_(p), values_(static_cast<std::size_t>(p.variables.count) + 1, 0) {
    for (int v = 0; v < p.variables.count; ++v) {
      const ir::variable& x = p.variables[v];
      if (x.kind != ir::variable_kind::parameter) continue;
      values_[static_cast<std::size_t>(v)] = parameters[static_cast<std::size_t>(x.argument)];
    }
  }

  index_t of(const ir::affine& form) const {
    index_t sum = form.constant;
    for (const ir::term& t : form) sum += t.factor * values_[static_cast<std::size_t>(t.var)];
    return sum;
  }

  /// Evaluates the lets that stand before everything.
  void enter_prologue() {
    for (int s = p_.root; s >= 0 && p_.statements[s].kind == ir::statement_kind::let;
         s = p_.statements[s].body) {
      enter(p_.statements[s].var);
    }
  }

  /// About how many elements are stored: as if each loop's first iteration stood for all.
  double stores() { return stores_of(p_.root); }

 private:
  const ir::program& p_;
  std::vector<index_t> values_;

  /// Behind conditions that don't hold anything may be 0, also what is divided by.
  void enter(ir::var_id let) {
    const ir::variable& x = p_.variables[let];
    const index_t a = of(x.a);
    const index_t b = of(x.b);
    index_t& to = values_[static_cast<std::size_t>(let)];
    switch (x.operation) {
      case ir::let_operation::affine:
        to = a;
        break;
      case ir::let_operation::minimum:
        to = std::min(a, b);
        break;
      case ir::let_operation::maximum:
        to = std::max(a, b);
        break;
      case ir::let_operation::floor_div:
        to = b == 0 ? 0 : floor_div(a, b);
        break;
      case ir::let_operation::floor_mod:
        to = b == 0 ? 0 : floor_mod(a, b);
        break;
      case ir::let_operation::product:
        to = a * b;
        break;
      case ir::let_operation::first:
        to = values_[static_cast<std::size_t>(x.subject)] == 0 ? a : b;
        break;
    }
  }

  double stores_of(int first) {
    double sum = 0;
    for (int s = first; s >= 0; s = p_.statements[s].next) {
      const ir::statement& t = p_.statements[s];
      if (t.kind == ir::statement_kind::store) {
        sum += 1;
        continue;
      }
      if (t.kind == ir::statement_kind::let) enter(t.var);  // what is picked counts as 0
      const bool loops = t.kind == ir::statement_kind::loop;
      const double times = loops ? static_cast<double>(of(p_.forms[t.extent])) : 1;
      if (times > 0) sum += times * stores_of(t.body);
    }
    return sum;
  }
};

}  // namespace fuzz
