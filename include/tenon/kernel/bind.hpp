// Binding: arguments of a call give the size parameters their values; everything that could be
// wrong with a call is found here, before the kernel runs, and said in a sentence.
#pragma once

#include <string>

#include <tenon/core/rule.hpp>
#include <tenon/core/text.hpp>
#include <tenon/ir/let_value.hpp>
#include <tenon/kernel/signature.hpp>
#include <tenon/runtime/check.hpp>
#include <tenon/runtime/executor.hpp>
#include <tenon/runtime/workspace.hpp>

namespace tenon::inline TENON_ABI {

/// Where a call says what a symbol is: the first extent that is the symbol plus a constant.
struct symbol_source {
  int argument;  ///< -1: nowhere
  int dimension;
  index_t value;
};
inline symbol_source source_of_symbol(const signature& s, const argument* arguments, int k) {
  for (int a = 0; a < s.arguments; ++a) {
    const argument_facts& f = s.argument[a];
    for (int d = 0; d < f.rank && d < arguments[a].rank; ++d) {
      const ir::affine& form = s.form[f.extents + d];
      if (form.count != 1 || form.terms[0].var != k) continue;
      const index_t rest = arguments[a].extents[d] - form.constant;
      if (rest % form.terms[0].factor != 0) continue;
      return {a, d, rest / form.terms[0].factor};
    }
  }
  return {-1, 0, 0};
}

/// Whether a variant is the one for these arguments. Any variant will do for arguments that are no
/// legal call: binding says what is wrong with them.
inline bool fits(const signature& s, const argument* arguments, int count) {
  if (count != s.arguments) return true;
  index_t symbols[max_symbols] = {};
  for (int k = 0; k < s.symbols; ++k) symbols[k] = source_of_symbol(s, arguments, k).value;
  return s.granted.fits(symbols);
}

/// The values of a kernel's parameters and prologue lets for one call.
class binding {
 public:
  binding(const signature& s, const argument* arguments, int count) : s_(s), arguments_(arguments) {
    if (count != s.arguments) {
      fail(blame::user,
           {"the kernel takes ", s.arguments, " tensors (inputs, then outputs): got ", count});
    }
    for (int a = 0; a < count; ++a) check_alone(a);
    for (int k = 0; k < s.symbols; ++k) find_symbol(k);
    for (int a = 0; a < count; ++a) take_strides(a);
    run_prologue();
    check_requirements();
    for (int a = 0; a < count; ++a) check_against_form(a);
    for (int a = 0; a < count; ++a) check_overlap(a);
  }

  const index_t* parameters() const { return parameters_; }
  index_t workspace_bytes() const { return value(s_.form[s_.workspace_bytes]); }
  index_t worker_bytes() const { return value(s_.form[s_.worker_bytes]); }

 private:
  index_t value(const ir::affine& form) const {
    bool overflow = false;
    index_t sum = form.constant;
    for (const ir::term& t : form) {
      sum = checked_add(sum, checked_mul(t.factor, values_[t.var], overflow), overflow);
    }
    if (overflow)
      fail(blame::user,
           "the sizes of this call need index arithmetic beyond 64 bits; use smaller extents");
    return sum;
  }
  void set(ir::var_id var, index_t v) { values_[var] = v; }

  void check_alone(int a) {
    const argument_facts& f = s_.argument[a];
    const std::string label = text(f.label);
    const argument& x = arguments_[a];
    check_element(x, label.c_str(), f.type);
    check_rank(x, label.c_str(), f.rank);
    check_argument(x, label.c_str());
    if (f.use != ir::access::read) check_written(x, label.c_str());
    const auto address = reinterpret_cast<std::uintptr_t>(x.data);
    if (address % static_cast<std::uintptr_t>(f.alignment) != 0) {
      fail(blame::user, {"argument '", label, "': its first element must be aligned to ",
                         f.alignment, " bytes, as the description declares"});
    }
  }

  void find_symbol(int k) {
    const symbol_source found = source_of_symbol(s_, arguments_, k);
    if (found.argument >= 0)
      return set_symbol(k, found.value, s_.argument[found.argument], found.dimension);
    fail(blame::user, {"symbolic extent number ", k,
                       " of the description can't be found from the tensors of the call: an "
                       "input or output needs it as an extent"});
  }
  void set_symbol(int k, index_t v, const argument_facts& f, int d) {
    const bool within = s_.bound[k] <= 0 || v <= s_.bound[k];
    const bool divides = s_.multiple[k] <= 1 || v % s_.multiple[k] == 0;
    if (v < 0 || !within || !divides) refuse_symbol(k, v, f, d);
    parameters_[k] = v;
    set(s_.parameter_var[k], v);
  }

  [[noreturn, gnu::cold]] void refuse_symbol(int k, index_t v, const argument_facts& f, int d) {
    const std::string where = "argument '" + text(f.label) + "': extent " + std::to_string(d) +
                              " makes a symbolic extent " + std::to_string(v);
    if (v < 0) fail(blame::user, {where, "; it must be 0 or more"});
    if (s_.bound[k] > 0 && v > s_.bound[k])
      fail(blame::user, {where, "; the kernel was promised at most ", s_.bound[k]});
    fail(blame::user, {where, "; the kernel was promised a multiple of ", s_.multiple[k]});
  }

  /// Run-time strides are parameters.
  void take_strides(int a) {
    const argument_facts& f = s_.argument[a];
    for (int d = 0; d < f.rank; ++d) {
      const ir::affine& form = s_.form[f.strides + d];
      if (!form.is_variable()) continue;
      for (int p = s_.symbols; p < s_.parameters; ++p) {
        if (s_.parameter_var[p] != form.terms[0].var) continue;
        parameters_[p] = arguments_[a].strides[d];
        set(form.terms[0].var, arguments_[a].strides[d]);
      }
    }
  }

  void run_prologue() {
    for (int i = 0; i < s_.lets; ++i) {
      const prologue_let& l = s_.let[i];
      const index_t a = value(s_.form[l.a]);
      const index_t b = value(s_.form[l.b]);
      bool overflow = false;
      const index_t v = ir::let_value(l.operation, a, b, 0, overflow);
      if (overflow)
        fail(blame::user,
             "the sizes of this call need index arithmetic beyond 64 bits; use smaller extents");
      set(l.var, v);
    }
  }

  void check_requirements() {
    for (int i = 0; i < s_.requirements; ++i) {
      const ir::requirement& r = s_.requirement[i];
      const index_t v = value(s_.form[r.form]);
      if (v >= 0) continue;
      finding broken{static_cast<rule>(r.rule), 0, {r.detail[0], r.detail[1]}};
      if (broken.which == rule::extent_negative) broken.numbers[1] = v;
      fail(blame::user, {"with the sizes of this call: ", explain(broken)});
    }
  }

  void check_against_form(int a) {
    const argument_facts& f = s_.argument[a];
    const std::string label = text(f.label);
    for (int d = 0; d < f.rank; ++d)
      check_extent(arguments_[a], label.c_str(), d, value(s_.form[f.extents + d]));
    for (int d = 0; d < f.rank; ++d) {
      const index_t expected = value(s_.form[f.strides + d]);
      if (arguments_[a].strides[d] == expected || arguments_[a].extents[d] <= 1) continue;
      fail(blame::user,
           {"argument '", label, "': stride ", d, " is ", arguments_[a].strides[d],
            "; the declared layout has ", expected, " (copy the tensor, or declare its order)"});
    }
  }

  void check_overlap(int a) {
    if (s_.argument[a].use == ir::access::read) return;
    const std::string label = text(s_.argument[a].label);
    for (int b = 0; b < s_.arguments; ++b) {
      if (b == a || (b < a && s_.argument[b].use != ir::access::read)) continue;
      check_disjoint(arguments_[a], label.c_str(), arguments_[b],
                     text(s_.argument[b].label).c_str());
    }
  }

  const signature& s_;
  const argument* arguments_;
  // Both hold what the signature names; clearing the rest would take half of a small kernel's call.
  index_t parameters_[signature::max_forms];
  index_t values_[ir::limit::variables];
};

/// Whom a call gives its parallel loops, and where its temporaries live.
struct call_options {
  executor* threads = nullptr;  ///< null: the default executor, asked for only when needed
  workspace* memory = nullptr;  ///< null: the kernel's own
};

}  // namespace tenon::inline TENON_ABI
