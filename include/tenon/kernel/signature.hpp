// What a call must know of a kernel besides its code: arguments, size parameters, how the
// workspace's size follows from them. Small enough to be a constant of each kernel.
#pragma once

#include <tenon/ir/program.hpp>
#include <tenon/kernel/variant.hpp>

namespace tenon::inline TENON_ABI {

/// A tensor argument: positions of its extents and strides among the signature's forms.
struct argument_facts {
  name label;
  element type;
  ir::access use;
  std::int32_t rank;
  std::int32_t extents, strides;
  index_t alignment;
};

/// A let of the prologue.
struct prologue_let {
  ir::var_id var;
  ir::let_operation operation;
  std::int32_t a, b;  ///< forms
};

/// The interface of a compiled program, without its code.
struct signature {
  static constexpr int max_forms = 160;
  static constexpr int max_lets = 64;

  std::int32_t parameters, arguments, lets, requirements, forms, symbols;
  std::int32_t workspace_bytes, worker_bytes;  ///< forms
  bool parallel;                               ///< it has a parallel loop
  argument_facts argument[ir::limit::arguments];
  ir::var_id parameter_var[max_forms];  ///< by parameter position
  prologue_let let[max_lets];
  ir::requirement requirement[ir::limit::requirements];
  index_t bound[8], multiple[8];  ///< promises about symbols
  assumptions granted;            ///< which calls this variant of the kernel is for
  ir::affine form[max_forms];

  constexpr int add(const ir::affine& a) {
    if (forms == max_forms) return max_forms - 1;
    form[forms] = a;
    return forms++;
  }
};

/// The signature of a program; false when it has more arguments or lets than one holds.
constexpr bool make_signature(const ir::program& p, signature& s) {
  s.parameters = p.parameters;
  s.arguments = p.arguments;
  if (p.arguments > ir::limit::arguments || p.parameters > signature::max_forms) return false;
  for (int i = 0; i < p.variables.size(); ++i) {
    const ir::variable& v = p.variables[i];
    if (v.kind != ir::variable_kind::parameter) continue;
    s.parameter_var[v.argument] = i;
  }
  for (const ir::buffer& b : p.buffers) {
    if (b.where != ir::memory::argument) continue;
    argument_facts& a = s.argument[b.argument];
    a.label = b.label;
    a.type = b.type;
    a.use = b.use;
    a.rank = b.rank;
    a.alignment = b.alignment;
    a.extents = s.forms;
    for (int d = 0; d < b.rank; ++d) s.add(b.extents[d]);
    a.strides = s.forms;
    for (int d = 0; d < b.rank; ++d) s.add(b.strides[d]);
  }
  for (int at = p.root; at >= 0 && p.statements[at].kind == ir::statement_kind::let;
       at = p.statements[at].body) {
    const ir::var_id var = p.statements[at].var;
    if (s.lets == signature::max_lets) return false;
    const int a = s.add(p.variables[var].a);
    const int b = s.add(p.variables[var].b);
    s.let[s.lets++] = prologue_let{var, p.variables[var].operation, a, b};
  }
  for (const ir::requirement& r : p.requirements) {
    ir::requirement copy = r;
    copy.form = s.add(p.forms[r.form]);
    s.requirement[s.requirements++] = copy;
  }
  s.workspace_bytes = s.add(p.workspace_bytes);
  s.worker_bytes = s.add(p.worker_bytes);
  for (const ir::statement& x : p.statements) {
    s.parallel =
        s.parallel || (x.kind == ir::statement_kind::loop && x.loop == ir::loop_kind::parallel);
  }
  return s.forms < signature::max_forms;
}

}  // namespace tenon::inline TENON_ABI
