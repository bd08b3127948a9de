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

#include <tenon/codegen/source/c_statement.hpp>
#include <tenon/core/error.hpp>

namespace tenon::inline TENON_ABI::source {

/// Prints one program as a C function.
class c_printer final : c_statements {
 public:
  /// The function is tenon_NAME, after the program, with `suffix` behind it.
  explicit c_printer(const ir::program& p, const std::string& suffix = {})
      : c_statements(p),
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

  std::string allocation(int b) override {
    const ir::buffer& x = p_.buffers[b];
    return x.where == ir::memory::local ? local(b, c_type(x.type)) : piece(b, c_type(x.type));
  }
  std::string untyped() const override { return "(void *)"; }
  std::string bound_loop(const ir::statement&, int) override { no_device(); }
  std::string barrier() const override { no_device(); }
  std::string hinting(ir::loop_hint hint) override {
    const std::string name = std::string("TENON_") + (hint == ir::loop_hint::unroll      ? "UNROLL"
                                                      : hint == ir::loop_hint::no_unroll ? "NO_UNROLL"
                                                                                         : "NO_VECTORIZE");
    const char* const clang = hint == ir::loop_hint::unroll      ? "unroll(enable)"
                              : hint == ir::loop_hint::no_unroll ? "unroll(disable)"
                                                                 : "vectorize(disable)";
    const char* const gcc = hint == ir::loop_hint::unroll      ? "unroll 8"
                            : hint == ir::loop_hint::no_unroll ? "unroll 1"
                                                               : "novector";
    const char* const from = hint == ir::loop_hint::no_vectorize ? "__GNUC__ >= 14" : "defined(__GNUC__)";
    const std::string define = "#define " + name;
    return used({"", name,
                 std::string("#if defined(__clang__)\n#pragma clang diagnostic ignored \"-Wpass-failed\"\n") + define +
                     " _Pragma(\"clang loop " + clang + "\")\n#elif " + from + "\n" + define + " _Pragma(\"GCC " + gcc +
                     "\")\n#else\n" + define + "\n#endif\n"}) +
           "\n";
  }
  std::string prefetching(int, const std::string& address) override {
    return used({"", "tenon_prefetch",
                 "static inline void tenon_prefetch(const void *p) {\n#if defined(__GNUC__)\n"
                 "  __builtin_prefetch(p);\n#else\n  (void)p;\n#endif\n}\n"}) +
           "(" + address + ")";
  }
  /// A function `void NAME(const tenon_view *)` that whoever links the file brings.
  std::string calling(int s, int depth) override {
    const ir::external_function& f = p_.functions[p_.statements[s].value];
    const std::string name = text(f.label);
    used({"", " tenon_view",  // a blank, so that it comes before the functions that take it
          "// A tensor, or a part of one: element (i, j, …) lies at i * strides[0] + j * strides[1] + …\n"
          "typedef struct {\n  void *data;\n  uint8_t type, rank;\n  bool writable;\n"
          "  int64_t extents[8], strides[8];  // in elements\n} tenon_view;\n"});
    used({"", name, "extern void " + name + "(const tenon_view *views);\n"});
    const std::string given = names_.give("views");
    std::string all = margin(depth) + "{\n" + margin(depth + 1) + "const tenon_view " + given + "[] = {\n";
    for (int i = 0; s >= 0; s = p_.statements[s].group, ++i) {
      const ir::statement& x = p_.statements[s];
      const ir::buffer& b = p_.buffers[x.buffer];
      ++reads_[static_cast<std::size_t>(x.buffer)];
      std::string extents, strides;
      for (int d = 0; d < x.times; ++d) {
        extents += (d > 0 ? ", " : "") + form(p_.forms[x.extent + d]);
        strides += (d > 0 ? ", " : "") + form(b.strides[b.rank - x.times + d]);
      }
      all += margin(depth + 2) + "{(void *)&" + element_of(x.buffer, x.first) + ", " +
             std::to_string(static_cast<int>(b.type)) + ", " + std::to_string(x.times) + ", " +
             (f.is_written(i) ? "true" : "false") + ", {" + (x.times > 0 ? extents : "0") + "}, {" +
             (x.times > 0 ? strides : "0") + "}},\n";
    }
    return all + margin(depth + 1) + "};\n" + margin(depth + 1) + name + "(" + given + ");\n" + margin(depth) + "}\n";
  }
  [[noreturn]] static void no_device() {
    fail(blame::user, "printed C runs on one thread: lower for a processor, not for a device");
  }

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
        "#pragma GCC diagnostic ignored \"-Wmaybe-uninitialized\"\n"
        "#pragma GCC diagnostic ignored \"-Wuninitialized\"\n#endif\n";
    for (const auto& [name, definition] : helpers_) all += "\n" + definition;
    return all + functions_;
  }

 private:
  std::map<std::string, std::string> helpers_;
  std::string functions_;
};

}  // namespace tenon::inline TENON_ABI::source
