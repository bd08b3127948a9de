// A loop program as readable C-like text, for golden tests, `explain` and the sentences of
// detectors. Run time only.
//
//   void scale(index n, const float A[n], write float C[n]) {
//     for (i < n) {
//       C[i] = A[i] * 2.0f;
//     }
//   }
//
// Conditions stand behind `where`; a value used more than once by a store is named t0, t1, …
#pragma once

#include <tenon/ir/hint.hpp>
#include <tenon/ir/print_value.hpp>
#include <tenon/ir/tensorized.hpp>
#include <tenon/ir/unit.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Turns parts of one program into text.
class printer : public value_printer {
 public:
  explicit printer(const program& p) : value_printer(p) {}

  /// What a let computes.
  std::string let_value(const variable& v) const {
    const std::string a = form(v.a);
    const std::string b = form(v.b);
    switch (v.operation) {
      case let_operation::affine:
        return a;
      case let_operation::minimum:
        return "min(" + a + ", " + b + ")";
      case let_operation::maximum:
        return "max(" + a + ", " + b + ")";
      case let_operation::floor_div:
        return "floor_div(" + a + ", " + b + ")";
      case let_operation::floor_mod:
        return "floor_mod(" + a + ", " + b + ")";
      case let_operation::product:
        return "(" + a + ") * (" + b + ")";
      case let_operation::first:
        break;
    }
    return variables_[v.subject] + " == 0 ? " + a + " : " + b;
  }

  /// What runs a tensorized loop.
  static std::string instruction_text(const statement& x) {
    return x.does == instruction::none ? "" : std::string(", by ") + spelling(x.does);
  }

  /// One statement and all that is inside it.
  std::string statement_text(int s, int depth = 0) const {
    const statement& x = p_.statements[s];
    const std::string margin(static_cast<std::size_t>(depth) * 2, ' ');
    switch (x.kind) {
      case statement_kind::block:
        return chain(x.body, depth);
      case statement_kind::loop: {
        const char* kinds[] = {"",         "parallel ", "unrolled ", "vector ",   "transposed ", "tensorized ", "block_x ", "block_y ",
                               "block_z ", "thread_x ", "thread_y ", "thread_z ", "interleaved "};
        return margin + kinds[static_cast<int>(x.loop)] + "for (" + variables_[x.var] + " < " +
               form(p_.forms[x.extent]) +
               (x.times > 1 ? ", " + std::to_string(x.times) + " at a time" : "") +
               (x.hint == loop_hint::none ? "" : std::string(", pragma ") + spelling(x.hint)) + instruction_text(x) +
               ") {\n" + chain(x.body, depth + 1) + margin + "}\n";
      }
      case statement_kind::let:
        return margin + "let " + variables_[x.var] + " = " + let_value(p_.variables[x.var]) +
               ";\n" + chain(x.body, depth);
      case statement_kind::pick:
        return margin + "let " + variables_[x.var] + " = " + expression_text(x.value) + ";\n" + chain(x.body, depth);
      case statement_kind::guard:
        return margin + "if (" + conditions(x.guard, x.guards) + ") {\n" +
               chain(x.body, depth + 1) + margin + "}\n";
      case statement_kind::allocate:
        return margin + allocation(x.buffer) + "\n" + chain(x.body, depth);
      case statement_kind::barrier:
        return margin + "barrier;\n";
      case statement_kind::push:
      case statement_kind::pop:
        return margin + (x.kind == statement_kind::push ? "push(" : "pop(") + spelling(x.from) + ", " +
               spelling(x.to) + ");\n";
      case statement_kind::prefetch:
        return margin + "prefetch " + element_of_buffer(x.buffer, x.first) +
               (x.guards > 0 ? " where " + conditions(x.guard, x.guards) : "") + ";\n";
      case statement_kind::call:
        return margin + call(s) + ";\n";
      case statement_kind::store:
        break;
    }
    return stores(s, margin);
  }

  /// sort(A[i, 0:n], write B[i, 0:n])
  std::string call(int s) const {
    const external_function& f = p_.functions[p_.statements[s].value];
    std::string said = spelled(f.label);
    for (int i = 0; s >= 0; s = p_.statements[s].group, ++i) {
      const statement& x = p_.statements[s];
      said += (i == 0 ? "(" : ", ") + std::string(f.is_written(i) ? "write " : "") + buffers_[x.buffer] + "[";
      const int rank = p_.buffers[x.buffer].rank;
      for (int d = 0; d < rank; ++d) {
        said += (d > 0 ? ", " : "") + form(p_.forms[x.first + d]);
        const int along = d - (rank - x.times);
        if (along >= 0) said += ":" + form(p_.forms[x.first + d] + p_.forms[x.extent + along]);
      }
      said += "]";
    }
    return said + ")";
  }

  /// The head of the kernel: arguments, target, workspace and requirements.
  std::string signature() const {
    std::string text = "void " + (p_.label.empty() ? "kernel" : spelled(p_.label)) + "(";
    bool first = true;
    for (int n = 0; n < p_.parameters; ++n) {
      for (int v = 0; v < p_.variables.count; ++v) {
        const variable& x = p_.variables[v];
        if (x.kind != variable_kind::parameter || x.argument != n) continue;
        text += (first ? "index " : ", index ") + variables_[v];
        first = false;
      }
    }
    for (int n = 0; n < p_.arguments; ++n) {
      for (int b = 0; b < p_.buffers.count; ++b) {
        const buffer& x = p_.buffers[b];
        if (x.where != memory::argument || x.argument != n) continue;
        const char* uses[] = {"const ", "write ", "update "};
        text += (first ? "" : ", ") + std::string(uses[static_cast<int>(x.use)]) + shape(b);
        first = false;
      }
    }
    return text + ")";
  }

  /// The whole program.
  std::string program_text() const {
    std::string text = signature() + " {\n  // target " + spelling(p_.machine.set) +
                       (p_.machine.has_dot ? " with dot products" : "") +
                       (p_.machine.has_dot_bf16 ? " with dot products of bfloat16" : "") +
                       (p_.machine.is_decoupled() ? ", decoupled" : "");
    if (!p_.workspace_bytes.is_zero() || !p_.worker_bytes.is_zero()) {
      text += ", workspace " + form(p_.workspace_bytes) + " bytes, " + form(p_.worker_bytes) +
              " for each worker";
    }
    text += "\n";
    for (const requirement& r : p_.requirements) {
      text += "  require " + condition(p_.forms[r.form]) + ";  // rule " + std::to_string(r.rule) +
              " (" + std::to_string(r.detail[0]) + ", " + std::to_string(r.detail[1]) + ")\n";
    }
    return text + chain(p_.root, 1) + "}\n";
  }

 private:
  /// The type, extents and, where they aren't obvious, strides and folds of a buffer.
  std::string shape(int b) const {
    const buffer& x = p_.buffers[b];
    std::string text = std::string(spelling(x.type)) + " " + buffers_[b] + "[";
    std::string strides, folds;
    bool dense = true, folded = false;
    for (int d = 0; d < x.rank; ++d) {
      text += (d > 0 ? ", " : "") + form(x.extents[d]);
      strides += (d > 0 ? ", " : "") + form(x.strides[d]);
      folds += (d > 0 ? ", " : "") + (x.folds[d] == 0 ? "-" : std::to_string(x.folds[d]));
      folded = folded || x.folds[d] != 0;
      const bool last = d + 1 == x.rank;
      dense = dense && x.strides[d] == (last ? make_affine(1) : dense_stride(x, d));
    }
    text += "]";
    if (!dense) text += " strides [" + strides + "]";
    if (folded) text += " folds [" + folds + "]";
    return text;
  }

  /// The stride that row-major order gives axis `d`; -1 where that isn't plain to see.
  static affine dense_stride(const buffer& x, int d) {
    return x.extents[d + 1].is_constant()       ? x.strides[d + 1] * x.extents[d + 1].constant
           : x.strides[d + 1] == make_affine(1) ? x.extents[d + 1]
                                                : make_affine(-1);
  }

  std::string allocation(int b) const {
    const buffer& x = p_.buffers[b];
    std::string text = shape(b) + ";  // ";
    if (x.scratchpad > 0)
      return text + spelled(p_.machine.scratchpads[x.scratchpad - 1].label) + ", " + form(x.size) + " elements";
    if (x.where == memory::shared) return text + "shared, " + form(x.size) + " elements";
    if (x.where == memory::local) return text + "local, " + form(x.size) + " elements";
    return text + (x.per_worker ? "worker's workspace" : "workspace") + " at byte " +
           form(x.offset) + ", " + form(x.size) + " elements";
  }

  std::string chain(int s, int depth) const {
    std::string text;
    for (; s >= 0; s = p_.statements[s].next) text += statement_text(s, depth);
    return text;
  }

  /// Which unit of a decoupled target runs a store.
  std::string unit_text(int s) const {
    if (!p_.machine.is_decoupled()) return "";
    return std::string("  // ") + spelling(runner_of(p_, read_table(p_), s).by);
  }

  /// A store group: first its shared values, then its stores.
  std::string stores(int s, const std::string& margin) const {
    std::vector<int> uses(static_cast<std::size_t>(p_.expressions.count), 0);
    int last = -1;
    for (int g = s; g >= 0; g = p_.statements[g].group) {
      ++uses[p_.statements[g].value];
      last = last > p_.statements[g].value ? last : p_.statements[g].value;
    }
    for (int e = last; e >= 0; --e) {
      if (uses[e] == 0) continue;
      const expression& x = p_.expressions[e];
      const int all[] = {x.a, x.b, x.c};
      for (int i = 0; i < operands(x.op); ++i) ++uses[all[i]];
    }
    names named(uses.size(), -1);
    std::string text;
    int count = 0;
    for (int e = 0; e <= last; ++e) {
      if (uses[e] < 2 || is_leaf(p_.expressions[e])) continue;
      text += margin + "t" + std::to_string(count) + " = " + value(e, named, true) + ";\n";
      named[e] = count++;
    }
    const bool several = p_.statements[s].group >= 0;
    const std::string by = unit_text(s);
    if (several) text += margin + "together {\n";
    for (int g = s; g >= 0; g = p_.statements[g].group) {
      const statement& x = p_.statements[g];
      text += margin + (several ? "  " : "") + element_of_buffer(x.buffer, x.first) + " = " +
              value(x.value, named, true);
      if (x.guards > 0) text += " where " + conditions(x.guard, x.guards);
      text += ";" + by + "\n";
    }
    return several ? text + margin + "}\n" : text;
  }
};

/// A whole program as text.
inline std::string print(const program& p) { return printer(p).program_text(); }

}  // namespace tenon::inline TENON_ABI::ir
