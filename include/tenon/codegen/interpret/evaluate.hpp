// The numbers of a walk: variables, affine forms, conditions, lets, and what the program claims
// about them.
#pragma once

#include <tenon/codegen/interpret/compact.hpp>
#include <tenon/codegen/interpret/report.hpp>
#include <tenon/ir/let_value.hpp>
#include <tenon/runtime/call.hpp>

namespace tenon::inline TENON_ABI {

/// How a program is interpreted.
struct interpret_options {
  std::uint64_t seed = 0;  ///< not 0: parallel iterations run in an order that follows from it
  bool detect = true;      ///< look for undefined reads, races and false claims about variables
};

namespace interpreter {

/// Evaluates index arithmetic of one run; knows where the run is, for reports.
class evaluator {
 protected:
  evaluator(const ir::program& p, const kernel_call& call, const interpret_options& options)
      : p_(p),
        call_(call),
        options_(options),
        made_(p, call.parameters),
        code_(made_.result),
        values_(static_cast<std::size_t>(p.variables.count) + 1, 0) {}

  const ir::program& p_;
  const kernel_call& call_;
  const interpret_options options_;
  compactor made_;
  compact& code_;
  std::vector<index_t> values_;  // of the variables
  std::vector<int> scope_;       // variables defined around the present statement
  int store_ = -1;               // statement that runs

  place here() const { return {store_, &scope_, values_.data()}; }

  index_t value(int f) const {
    const form& x = code_.forms[f];
    index_t sum = x.constant;
    bool overflow = false;
    for (int i = x.first; i < x.first + x.count; ++i) {
      const ir::term& t = code_.terms[i];
      sum = checked_add(sum, checked_mul(t.factor, values_[t.var], overflow), overflow);
    }
    if (overflow) report(p_, here(), blame::internal, "index arithmetic leaves 64 bits");
    return sum;
  }

  index_t value(const ir::affine& a) const {
    index_t sum = a.constant;
    bool overflow = a.broken;
    for (const ir::term& t : a) {
      sum = checked_add(sum, checked_mul(t.factor, values_[t.var], overflow), overflow);
    }
    if (overflow) report(p_, here(), blame::internal, "index arithmetic leaves 64 bits");
    return sum;
  }

  bool holds(range conditions) const {
    for (int i = 0; i < conditions.count; ++i) {
      if (value(conditions.first + i) < 0) return false;
    }
    return true;
  }

  /// Gives a let its value.
  void define(int v) {
    const ir::variable& x = p_.variables[v];
    const index_t a = value(x.a);
    const index_t b = value(x.b);
    bool overflow = false;
    const bool divides = x.operation == ir::let_operation::floor_div ||
                         x.operation == ir::let_operation::floor_mod;
    if (divides && b <= 0)
      report(p_, here(), blame::internal, "a let divides by " + std::to_string(b));
    const index_t subject = x.subject < 0 ? 0 : values_[x.subject];
    values_[v] = ir::let_value(x.operation, a, b, subject, overflow);
    if (overflow) report(p_, here(), blame::user, "a product of sizes leaves 64 bits");
    check_claims(v);
  }

  /// Whether what the program says about a variable is true.
  void check_claims(int v) const {
    const ir::variable& x = p_.variables[v];
    if (!options_.detect) return;
    const index_t now = values_[v];
    const bool low = x.has_lower && now < value(x.lower);
    const bool high = x.has_upper && now > value(x.upper);
    const bool odd = x.multiple > 1 && now % x.multiple != 0;
    if (!low && !high && !odd) return;
    report(p_, here(), x.kind == ir::variable_kind::parameter ? blame::user : blame::internal,
           "variable '" + ir::printer(p_).variable_name(v) + "' is " + std::to_string(now) +
               ", against the claim that it is " +
               (low    ? "at least " + std::to_string(value(x.lower))
                : high ? "at most " + std::to_string(value(x.upper))
                       : "a multiple of " + std::to_string(x.multiple)));
  }
};

}  // namespace interpreter
}  // namespace tenon::inline TENON_ABI
