// A loop program as readable C11, for targets without a C++ compiler and for people.
//
//   void tenon_scale(const int64_t n0, const float *A, float *C, unsigned char *workspace) {
//     for (int64_t i = 0; i < n0; ++i) {
//       C[i] = A[i] * 2.0f;
//     }
//   }
//
// Vector loops are loops over their lanes, one for each statement; parallel loops run in order. The
// bits are those of the other back ends, if the compiler doesn't contract products and sums: GCC
// with -std=c11, Clang by a pragma that is printed.
#pragma once

#include <tenon/codegen/source/c_value.hpp>

namespace tenon::inline TENON_ABI::source {

/// Prints one program as a C function.
class c_printer : c_values {
 public:
  /// The function is tenon_NAME, after the program, with `suffix` behind it.
  explicit c_printer(const ir::program& p, const std::string& suffix = {})
      : c_values(p),
        function_("tenon_" + identifiers({}).give(p.label.empty() ? "kernel" : text(p.label)) +
                  suffix) {}

  const std::string& name() const { return function_; }

  /// The function. What it calls is then among `definitions`.
  std::string function() {
    const std::string body = chain(p_.root, 1);
    return head(body) + body + "}\n";
  }
  /// Small functions that were used, by their names.
  const std::map<std::string, std::string>& definitions() const { return functions_; }

 private:
  std::string function_;

  // ---- statements ----------------------------------------------------------------------------

  static std::string margin(int depth) {
    return std::string(static_cast<std::size_t>(depth) * 2, ' ');
  }

  static bool mentions(const std::string& text, const std::string& word) {
    const auto part = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    };
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
    }
    return false;
  }

  /// Statements side by side; what defines a name ends with its braces, unless it is the last.
  std::string chain(int s, int depth) {
    std::string text;
    for (; s >= 0; s = p_.statements[s].next) {
      const ir::statement& x = p_.statements[s];
      const bool defines =
          x.kind == ir::statement_kind::let || x.kind == ir::statement_kind::allocate;
      if (defines && x.next >= 0)
        text += margin(depth) + "{\n" + statement(s, depth + 1) + margin(depth) + "}\n";
      else
        text += statement(s, depth);
    }
    return text;
  }

  std::string statement(int s, int depth) {
    const ir::statement& x = p_.statements[s];
    switch (x.kind) {
      case ir::statement_kind::block:
        return chain(x.body, depth);
      case ir::statement_kind::loop:
        return loop(x, depth);
      case ir::statement_kind::let: {
        const std::string body = chain(x.body, depth);
        const std::string& name = variable_name(x.var);
        if (!mentions(body, name)) return body;
        return margin(depth) + "const int64_t " + name + " = " + let_value(p_.variables[x.var]) +
               ";\n" + body;
      }
      case ir::statement_kind::guard:
        return margin(depth) + "if (" + conditions(x.guard, x.guards) + ") {\n" +
               chain(x.body, depth + 1) + margin(depth) + "}\n";
      case ir::statement_kind::allocate: {
        const auto b = static_cast<std::size_t>(x.buffer);
        const int before = reads_[b];
        const std::string body = chain(x.body, depth);
        const std::string unread =
            reads_[b] > before ? "" : margin(depth) + "(void)" + buffer_name(x.buffer) + ";\n";
        return margin(depth) + allocation(x.buffer) + "\n" + unread + body;
      }
      case ir::statement_kind::store:
        break;
    }
    return stores(s, depth);
  }

  std::string loop(const ir::statement& x, int depth) {
    const std::string& v = variable_name(x.var);
    const std::string head = margin(depth) + "for (int64_t " + v + " = 0; " + v + " < " +
                             form(p_.forms[x.extent]) + "; ++" + v + ") {\n";
    if (x.loop != ir::loop_kind::vector)
      return head + chain(x.body, depth + 1) + margin(depth) + "}\n";
    std::string text;  // statements go in lockstep: each is done in all lanes before the next one
    for (int s = x.body; s >= 0; s = p_.statements[s].next) {
      text += head + statement(s, depth + 1) + margin(depth) + "}\n";
    }
    return text;
  }

  std::string allocation(int b) const {
    const ir::buffer& x = p_.buffers[b];
    const std::string type = c_type(x.type);
    const std::string& name = buffer_name(b);
    if (x.where == ir::memory::local) {
      return type + " " + name + "[" + std::to_string(x.size.constant < 1 ? 1 : x.size.constant) +
             "];";
    }
    std::string at = x.per_worker && !p_.workspace_bytes.is_zero() ? form(p_.workspace_bytes) : "";
    if (!at.empty())
      at = "(" + at + " + 63) / 64 * 64";  // the workers' parts are lines of their own
    if (!x.offset.is_zero()) at += (at.empty() ? "" : " + ") + form(x.offset);
    return type + " *const " + name + " = (" + type + " *)(void *)(workspace" +
           (at.empty() ? "" : " + " + at) + ");";
  }

  /// A group of stores: shared values, all that is stored if it is more than one, the stores.
  std::string stores(int s, int depth) {
    std::vector<int> uses(static_cast<std::size_t>(p_.expressions.count), 0);
    for (int g = s; g >= 0; g = p_.statements[g].group)
      ++uses[static_cast<std::size_t>(p_.statements[g].value)];
    for (int e = p_.expressions.count - 1; e >= 0; --e) {
      const ir::expression& x = p_.expressions[e];
      const int all[] = {x.a, x.b, x.c};
      for (int i = 0; uses[static_cast<std::size_t>(e)] > 0 && i < operands(x.op); ++i) {
        ++uses[static_cast<std::size_t>(all[i])];
      }
    }
    const bool several = p_.statements[s].group >= 0;
    values shared(uses.size());
    std::string text;
    int count = 0;
    const auto name_value = [&](int e) {
      const std::string given = names_.give("t");
      ++count;
      text += margin(depth) + "const " + c_type(p_.expressions[e].type) + " " + given + " = " +
              value(e, shared, true) + ";\n";
      shared[static_cast<std::size_t>(e)] = given;
    };
    for (int e = 0; e < p_.expressions.count; ++e) {
      const operation op = p_.expressions[e].op;
      if (uses[static_cast<std::size_t>(e)] > 1 && op != operation::constant) name_value(e);
    }
    for (int g = s; several && g >= 0; g = p_.statements[g].group) {
      const int e = p_.statements[g].value;
      const bool is_constant = p_.expressions[e].op == operation::constant;
      if (!is_constant && shared[static_cast<std::size_t>(e)].empty()) name_value(e);
    }
    for (int g = s; g >= 0; g = p_.statements[g].group) {
      const ir::statement& x = p_.statements[g];
      text += margin(depth);
      if (x.guards > 0) text += "if (" + conditions(x.guard, x.guards) + ") ";
      text += element_of(x.buffer, x.first) + " = " + value(x.value, shared, true) + ";\n";
    }
    return count == 0 ? text : margin(depth) + "{\n" + text + margin(depth) + "}\n";
  }

  // ---- the function --------------------------------------------------------------------------

  /// The kernel's first line; what `body` doesn't mention is said to be unused.
  std::string head(const std::string& body) const {
    std::string parameters, unused;
    const auto add = [&](const std::string& type, const std::string& name) {
      parameters += (parameters.empty() ? "" : ", ") + type + name;
      if (!mentions(body, name)) unused += "  (void)" + name + ";\n";
    };
    for (int n = 0; n < p_.parameters; ++n) {
      for (int v = 0; v < p_.variables.count; ++v) {
        const ir::variable& x = p_.variables[v];
        if (x.kind == ir::variable_kind::parameter && x.argument == n) {
          add("const int64_t ", variable_name(v));
        }
      }
    }
    for (int n = 0; n < p_.arguments; ++n) {
      for (int b = 0; b < p_.buffers.count; ++b) {
        const ir::buffer& x = p_.buffers[b];
        if (x.where != ir::memory::argument || x.argument != n) continue;
        const std::string type = (x.use == ir::access::read ? "const " : "") + c_type(x.type);
        add(type + " *", buffer_name(b));
      }
    }
    add("unsigned char *", "workspace");
    const std::string line = "void " + function_ + "(" + parameters + ")";
    return line + ";\n" + line + " {\n" + unused;
  }
};

/// A C11 source file of one or more kernels.
class c_file {
 public:
  /// Adds a kernel: `void tenon_NAME(parameters…, tensors…, unsigned char *workspace)`. Parameters
  /// are sizes and run-time strides in elements; a tensor is its first element; the workspace has
  /// as many bytes as the program asks for: its shared part, rounded up to lines of 64, and one
  /// worker's. The name of the function is returned.
  std::string add(const ir::program& p, const std::string& suffix = {}) {
    c_printer printer(p, suffix);
    functions_ += "\n" + printer.function();
    for (const auto& [name, definition] : printer.definitions()) helpers_[name] = definition;
    return printer.name();
  }

  /// Adds a function `entry` of one signature for all kernels, which calls one that was added:
  /// `void entry(void *const *arguments, const int64_t *parameters, unsigned char *workspace)`.
  void add_entry(const std::string& entry, const ir::program& p, const std::string& function) {
    const std::string line = "void " + entry +
                             "(void *const *arguments, const int64_t *parameters, "
                             "unsigned char *workspace)";
    std::string call;
    for (int n = 0; n < p.parameters; ++n) call += "parameters[" + std::to_string(n) + "], ";
    for (int n = 0; n < p.arguments; ++n) call += "arguments[" + std::to_string(n) + "], ";
    functions_ += "\n" + line + ";\n" + line + " {\n  (void)arguments;\n  (void)parameters;\n  " +
                  function + "(" + call + "workspace);\n}\n";
  }

  /// Text that stands where the next function will.
  void add_comment(const std::string& said) { functions_ += "\n// " + said; }

  std::string text() const {
    std::string all =
        "#include <math.h>\n#include <stdbool.h>\n#include <stdint.h>\n\n"
        "// A comparison may come out the same for all values of its type; conditions that GCC "
        "can't\n"
        "// follow keep reads within what was written.\n"
        "#if defined(__clang__)\n"
        "#pragma STDC FP_CONTRACT OFF\n"
        "#pragma clang diagnostic ignored \"-Wtautological-compare\"\n"
        "#elif defined(__GNUC__)\n"
        "#if !defined(__STRICT_ANSI__)\n"
        "#error \"compile with -std=c11: GCC contracts products and sums otherwise\"\n"
        "#endif\n"
        "#pragma GCC diagnostic ignored \"-Wtype-limits\"\n"
        "#pragma GCC diagnostic ignored \"-Wmaybe-uninitialized\"\n#endif\n";
    for (const auto& [name, definition] : helpers_) all += "\n" + definition;
    return all + functions_;
  }

 private:
  std::map<std::string, std::string> helpers_;
  std::string functions_;
};

}  // namespace tenon::inline TENON_ABI::source
