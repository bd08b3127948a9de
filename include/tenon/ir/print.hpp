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

#include <charconv>
#include <string>
#include <vector>

#include <tenon/ir/fold.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Turns parts of one program into text. Names that occur twice carry their position.
class printer {
 public:
  explicit printer(const program& p) : p_(p) {
    for (int v = 0; v < p.variables.count; ++v) {
      bool taken = false;
      for (int w = 0; w < p.variables.count && !taken; ++w) {
        taken = w != v && p.variables[w].label == p.variables[v].label;
      }
      variables_.push_back(unique(p.variables[v].label, "v", v, taken));
    }
    for (int b = 0; b < p.buffers.count; ++b) {
      bool taken = false;
      for (int c = 0; c < p.buffers.count && !taken; ++c) {
        taken = c != b && p.buffers[c].label == p.buffers[b].label;
      }
      buffers_.push_back(unique(p.buffers[b].label, "buffer", b, taken));
    }
  }

  const std::string& variable_name(var_id v) const { return variables_[v]; }
  const std::string& buffer_name(int b) const { return buffers_[b]; }

  /// 2*i + j - 1
  std::string form(const affine& a) const {
    if (a.broken) return "<broken>";
    std::string text = sum(a);
    if (a.constant != 0 || text.empty()) append(text, a.constant);
    return text;
  }

  /// The condition a ≥ 0 with each variable on the side where it is positive: i + 1 <= n.
  std::string condition(const affine& a) const {
    if (a.broken) return "<broken>";
    const std::string left = sum(positive(a * -1));
    const std::string right = sum(positive(a));
    if (left.empty() && right.empty()) return std::to_string(a.constant) + " >= 0";
    if (left.empty()) return right + " >= " + std::to_string(-a.constant);
    std::string bound = right;
    if (a.constant == -1 && !right.empty()) return left + " < " + right;
    if (a.constant != 0 || right.empty()) append(bound, a.constant);
    return left + " <= " + bound;
  }

  /// Conditions side by side, joined by &&.
  std::string conditions(int first, int count) const {
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += (i > 0 ? " && " : "") + condition(p_.forms[first + i]);
    }
    return text;
  }

  /// A[i, j + 1]
  std::string element_of_buffer(int b, int first) const {
    std::string text = buffers_[b] + "[";
    for (int d = 0; d < p_.buffers[b].rank; ++d) {
      text += (d > 0 ? ", " : "") + form(p_.forms[first + d]);
    }
    return text + "]";
  }

  /// What a let computes.
  std::string let_value(const variable& v) const {
    const std::string a = form(v.a);
    const std::string b = form(v.b);
    switch (v.operation) {
      case let_operation::affine: return a;
      case let_operation::minimum: return "min(" + a + ", " + b + ")";
      case let_operation::maximum: return "max(" + a + ", " + b + ")";
      case let_operation::floor_div: return "floor_div(" + a + ", " + b + ")";
      case let_operation::floor_mod: return "floor_mod(" + a + ", " + b + ")";
      case let_operation::product: return "(" + a + ") * (" + b + ")";
      case let_operation::first: break;
    }
    return variables_[v.subject] + " == 0 ? " + a + " : " + b;
  }

  /// One expression, spelled out to the leaves.
  std::string expression_text(int e) const { return value(e, {}, true); }

  /// One statement and all that is inside it.
  std::string statement_text(int s, int depth = 0) const {
    const statement& x = p_.statements[s];
    const std::string margin(static_cast<std::size_t>(depth) * 2, ' ');
    switch (x.kind) {
      case statement_kind::block: return chain(x.body, depth);
      case statement_kind::loop: {
        const char* kinds[] = {"", "parallel ", "unrolled ", "vector "};
        return margin + kinds[static_cast<int>(x.loop)] + "for (" + variables_[x.var] + " < " +
               form(p_.forms[x.extent]) + ") {\n" + chain(x.body, depth + 1) + margin + "}\n";
      }
      case statement_kind::let:
        return margin + "let " + variables_[x.var] + " = " + let_value(p_.variables[x.var]) +
               ";\n" + chain(x.body, depth);
      case statement_kind::guard:
        return margin + "if (" + conditions(x.guard, x.guards) + ") {\n" +
               chain(x.body, depth + 1) + margin + "}\n";
      case statement_kind::allocate:
        return margin + allocation(x.buffer) + "\n" + chain(x.body, depth);
      case statement_kind::store: break;
    }
    return stores(s, margin);
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
    std::string text = signature() + " {\n  // target " + spelling(p_.machine.set);
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
  const program& p_;
  std::vector<std::string> variables_;
  std::vector<std::string> buffers_;

  static std::string spelled(const name& n) {
    std::string text;
    for (int i = 0; i < n.size(); ++i) text += n[i];
    return text;
  }

  static std::string unique(const name& label, const char* stem, int position, bool taken) {
    if (label.empty()) return stem + std::to_string(position);
    return taken ? spelled(label) + "_" + std::to_string(position) : spelled(label);
  }

  static affine positive(const affine& a) {
    affine r{};
    for (const term& t : a) {
      if (t.factor > 0) r.terms[r.count++] = t;
    }
    return r;
  }

  static void append(std::string& text, index_t number) {
    if (text.empty()) text = std::to_string(number);
    else if (number < 0) text += " - " + std::to_string(number).substr(1);
    else text += " + " + std::to_string(number);
  }

  std::string sum(const affine& a) const {
    std::string text;
    for (const term& t : a) {
      const std::string size = std::to_string(t.factor);
      const std::string digits = t.factor < 0 ? size.substr(1) : size;
      text += text.empty() ? (t.factor < 0 ? "-" : "") : (t.factor < 0 ? " - " : " + ");
      text += (digits == "1" ? "" : digits + "*") + variables_[t.var];
    }
    return text;
  }

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
    return x.extents[d + 1].is_constant() ? x.strides[d + 1] * x.extents[d + 1].constant
           : x.strides[d + 1] == make_affine(1) ? x.extents[d + 1]
                                                : make_affine(-1);
  }

  std::string allocation(int b) const {
    const buffer& x = p_.buffers[b];
    std::string text = shape(b) + ";  // ";
    if (x.where == memory::local) return text + "local, " + form(x.size) + " elements";
    return text + (x.per_worker ? "worker's workspace" : "workspace") + " at byte " +
           form(x.offset) + ", " + form(x.size) + " elements";
  }

  std::string chain(int s, int depth) const {
    std::string text;
    for (; s >= 0; s = p_.statements[s].next) text += statement_text(s, depth);
    return text;
  }

  // ---- values ----------------------------------------------------------------------------------

  /// Names of the shared expressions of a store; -1 where an expression has none.
  using names = std::vector<int>;

  static bool is_leaf(const expression& x) {
    return x.op == operation::constant || x.op == operation::index;
  }

  static int operands(operation op) {
    if (op >= operation::select) return 3;
    if (op >= operation::add) return 2;
    return op >= operation::negate ? 1 : 0;
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
    if (several) text += margin + "together {\n";
    for (int g = s; g >= 0; g = p_.statements[g].group) {
      const statement& x = p_.statements[g];
      text += margin + (several ? "  " : "") + element_of_buffer(x.buffer, x.first) + " = " +
              value(x.value, named, true);
      if (x.guards > 0) text += " where " + conditions(x.guard, x.guards);
      text += ";\n";
    }
    return several ? text + margin + "}\n" : text;
  }

  static std::string literal(element type, std::uint64_t bits) {
    return with_type_of(type, [&]<class T>() -> std::string {
      const T x = from_bits<T>(bits);
      if constexpr (std::is_same_v<T, bool>) {
        return x ? "true" : "false";
      } else if constexpr (arithmetic::floating<T>) {
        char digits[40];
        const auto end = std::to_chars(digits, digits + sizeof digits, x).ptr;
        std::string text(digits, end);
        if (text.find_first_of(".en") == std::string::npos) text += ".0";
        return text + (std::is_same_v<T, float> ? "f" : "");
      } else {
        return std::to_string(x) + (std::is_same_v<T, std::int32_t> ? "" : suffix(type));
      }
    });
  }

  static std::string suffix(element type) {
    const char* all[] = {"", "", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", ""};
    return all[static_cast<int>(type)];
  }

  static const char* infix(operation op) {
    switch (op) {
      case operation::add: return " + ";
      case operation::subtract: return " - ";
      case operation::multiply: return " * ";
      case operation::divide: return " / ";
      case operation::remainder: return " % ";
      case operation::bit_and: return " & ";
      case operation::bit_or: return " | ";
      case operation::bit_xor: return " ^ ";
      case operation::shift_left: return " << ";
      case operation::shift_right: return " >> ";
      case operation::equal: return " == ";
      case operation::not_equal: return " != ";
      case operation::less: return " < ";
      case operation::less_equal: return " <= ";
      case operation::logical_and: return " && ";
      case operation::logical_or: return " || ";
      default: return nullptr;
    }
  }

  static const char* call(operation op) {
    switch (op) {
      case operation::absolute: return "abs";
      case operation::sqrt: return "sqrt";
      case operation::floor: return "floor";
      case operation::ceil: return "ceil";
      case operation::truncate: return "trunc";
      case operation::round_even: return "round_even";
      case operation::minimum: return "min";
      case operation::maximum: return "max";
      case operation::fma: return "fma";
      default: return "?";
    }
  }

  /// An expression; in parentheses when it is a part of another (`top` is false) and needs them.
  std::string value(int e, const names& named, bool top) const {
    if (!named.empty() && named[e] >= 0) return "t" + std::to_string(named[e]);
    const expression& x = p_.expressions[e];
    const auto enclosed = [&](const std::string& text) { return top ? text : "(" + text + ")"; };
    switch (x.op) {
      case operation::constant: return literal(x.type, x.bits);
      case operation::load: {
        const std::string text = element_of_buffer(x.buffer, x.first);
        if (x.guards == 0) return text;
        return "(" + text + " where " + conditions(x.guard, x.guards) + ")";
      }
      case operation::index:
        return std::string(spelling(x.type)) + "(" + form(p_.forms[x.first]) + ")";
      case operation::holds: return "(" + conditions(x.guard, x.guards) + ")";
      case operation::negate: return "-" + value(x.a, named, false);
      case operation::logical_not: return "!" + value(x.a, named, false);
      case operation::bit_not: return "~" + value(x.a, named, false);
      case operation::cast:
        return std::string(spelling(x.type)) + "(" + value(x.a, named, true) + ")";
      case operation::bit_cast:
        return "bits_as_" + std::string(spelling(x.type)) + "(" + value(x.a, named, true) + ")";
      case operation::select:
        return enclosed(value(x.a, named, false) + " ? " + value(x.b, named, false) + " : " +
                        value(x.c, named, false));
      default: break;
    }
    if (infix(x.op) != nullptr) {
      return enclosed(value(x.a, named, false) + infix(x.op) + value(x.b, named, false));
    }
    std::string text = call(x.op) + ("(" + value(x.a, named, true));
    if (operands(x.op) > 1) text += ", " + value(x.b, named, true);
    if (operands(x.op) > 2) text += ", " + value(x.c, named, true);
    return text + ")";
  }
};

/// A whole program as text.
inline std::string print(const program& p) { return printer(p).program_text(); }

}  // namespace tenon::inline TENON_ABI::ir
