// Index arithmetic, conditions and expressions of a loop program in C.
#pragma once

#include <charconv>
#include <limits>
#include <map>

#include <tenon/codegen/source/names.hpp>
#include <tenon/codegen/source/operations.hpp>
#include <tenon/ir/print_value.hpp>

namespace tenon::inline TENON_ABI::source {

/// Words that a program's names must leave alone: C's, its library's that are used, and ours.
inline std::set<std::string> words_of_c() {
  std::set<std::string> words{
      "auto",     "break",    "case",   "char",     "const",    "continue",  "default",  "do",
      "double",   "else",     "enum",   "extern",   "float",    "for",       "goto",     "if",
      "inline",   "int",      "long",   "register", "restrict", "return",    "short",    "signed",
      "sizeof",   "static",   "struct", "switch",   "typedef",  "union",     "unsigned", "void",
      "volatile", "while",    "bool",   "true",     "false",    "workspace", "asm",      "typeof",
      "NAN",      "INFINITY", "linux",  "unix"};
  for (const char* stem : {"fabs", "sqrt", "floor", "ceil", "trunc", "rint", "fma"}) {
    words.insert(stem);
    words.insert(std::string(stem) + "f");
  }
  return words;
}

/// Prints values of one program, and keeps which functions they call. Index arithmetic and
/// conditions are C as they are, once the names are.
class c_values : protected ir::value_printer {
 protected:
  explicit c_values(const ir::program& p)
      : value_printer(p), names_(words_of_c()), reads_(static_cast<std::size_t>(p.buffers.count)) {
    const auto give = [&](const name& n, const char* otherwise) {
      return names_.give(n.empty() ? otherwise : text(n));
    };
    for (int b = 0; b < p.buffers.count; ++b)
      buffers_[static_cast<std::size_t>(b)] = give(p.buffers[b].label, "buffer");
    for (int v = 0; v < p.variables.count; ++v)
      variables_[static_cast<std::size_t>(v)] = give(p.variables[v].label, "v");
  }

  identifiers names_;
  std::map<std::string, std::string> functions_;  ///< by name: what was used and must be defined
  std::vector<int> reads_;                        ///< loads that were printed, of each buffer

  using values = std::vector<std::string>;  ///< names of shared expressions; empty: spelled out

  // ---- numbers -------------------------------------------------------------------------------

  /// Like `form`, in parentheses where a factor or a sign may stand beside it.
  std::string factor(const ir::affine& a) const {
    const bool plain = a.count == 0 ? a.constant >= 0 : a.is_variable();
    return plain ? form(a) : "(" + form(a) + ")";
  }

  std::string let_value(const ir::variable& v) const {
    const std::string a = form(v.a), b = form(v.b);
    const std::string fa = factor(v.a), fb = factor(v.b);
    switch (v.operation) {
      case ir::let_operation::affine:
        return a;
      case ir::let_operation::minimum:
        return fa + " < " + fb + " ? " + a + " : " + b;
      case ir::let_operation::maximum:
        return fa + " > " + fb + " ? " + a + " : " + b;
      case ir::let_operation::floor_div:
        return fa + " / " + fb + " - (" + fa + " % " + fb + " < 0)";
      case ir::let_operation::floor_mod:
        return "(" + fa + " % " + fb + " + " + fb + ") % " + fb;
      case ir::let_operation::product:
        return fa + " * " + fb;
      case ir::let_operation::first:
        break;
    }
    return variable_name(v.subject) + " == 0 ? " + a + " : " + b;
  }

  // ---- values --------------------------------------------------------------------------------

  static std::string literal(element type, std::uint64_t bits) {
    return ir::with_type_of(type, [&]<class T>() -> std::string {
      const T x = ir::from_bits<T>(bits);
      if constexpr (std::is_same_v<T, bool>) {
        return x ? "true" : "false";
      } else if constexpr (narrow_float<T>) {
        return "(uint16_t)" + std::to_string(x.bits());
      } else if constexpr (arithmetic::floating<T>) {
        if (x != x) return "NAN";
        if (x - x != T(0)) return x < T(0) ? "-INFINITY" : "INFINITY";
        char digits[40];
        std::string text(digits, std::to_chars(digits, digits + sizeof digits, x).ptr);
        if (text.find_first_of(".e") == std::string::npos) text += ".0";
        return text + (std::is_same_v<T, float> ? "f" : "");
      } else if constexpr (std::is_same_v<T, std::int32_t>) {
        if (x == std::numeric_limits<T>::min()) return "INT32_MIN";
        return std::to_string(x);
      } else {
        if (type == element::i64 && x == std::numeric_limits<T>::min()) return "INT64_MIN";
        return "(" + c_type(type) + ")" + std::to_string(x) +
               (std::is_same_v<T, std::uint64_t> ? "u" : "");
      }
    });
  }

  /// How an operation on operands of a type is written.
  virtual spelled_operation spell(operation op, element type) const { return spelled_operator(op, type); }

  /// The name of an operation's function, which is among those to define from now on.
  std::string used(const spelled_operation& x) {
    if (!x.definition.empty()) functions_.emplace(x.call, x.definition);
    return x.call;
  }

  std::string element_of(int b, int first) const {
    const ir::buffer& x = p_.buffers[b];
    std::string text;
    for (int d = 0; d < x.rank; ++d) {
      const ir::affine& index = p_.forms[first + d];
      std::string at = form(index);
      const bool unit = x.strides[d] == ir::make_affine(1);
      if (x.folds[d] != 0)
        at = "(" + (index.count == 0 ? at : factor(index)) + " & " +
             std::to_string(x.folds[d] - 1) + ")";
      if (!unit) at = (x.folds[d] != 0 ? at : factor(index)) + " * " + factor(x.strides[d]);
      if (index.is_zero() && x.folds[d] == 0) continue;
      text += (text.empty() ? "" : " + ") + at;
    }
    return buffer_name(b) + "[" + (text.empty() ? "0" : text) + "]";
  }

  std::string cast_value(element to, element from, const std::string& inner,
                         const std::string& whole) {
    if (is_narrow_float(to) || is_narrow_float(from)) {
      return used(spelled_narrow_cast(to, from)) + "(" + whole + ")";
    }
    if (to == element::boolean) return "(" + inner + " != 0)";
    if (is_float(from) && is_integer(to)) return used(spelled_cast(to, from)) + "(" + whole + ")";
    return "(" + c_type(to) + ")" + inner;
  }

  /// An expression; `top`: nothing stands beside it, so that it needs no parentheses.
  std::string value(int e, const values& shared, bool top) {
    if (!shared[static_cast<std::size_t>(e)].empty()) return shared[static_cast<std::size_t>(e)];
    const ir::expression& x = p_.expressions[e];
    const auto enclosed = [&](const std::string& text) { return top ? text : "(" + text + ")"; };
    const auto part = [&](int of) { return value(of, shared, false); };
    switch (x.op) {
      case operation::constant:
        return literal(x.type, x.bits);
      case operation::load: {
        ++reads_[static_cast<std::size_t>(x.buffer)];
        const std::string text = element_of(x.buffer, x.first);
        return x.guards == 0 ? text
                             : enclosed(conditions(x.guard, x.guards) + " ? " + text + " : 0");
      }
      case operation::index: {
        const std::string at = form(p_.forms[x.first]);
        return cast_value(x.type, element::i64, "(" + at + ")", at);
      }
      case operation::holds:
        return x.guards == 0 ? "true" : "(" + conditions(x.guard, x.guards) + ")";
      case operation::cast:
        return cast_value(x.type, p_.expressions[x.a].type, part(x.a), value(x.a, shared, true));
      case operation::bit_cast:
        return used(spelled_bit_cast(x.type, p_.expressions[x.a].type)) + "(" +
               value(x.a, shared, true) + ")";
      case operation::select:
        return enclosed(part(x.a) + " ? " + part(x.b) + " : " + part(x.c));
      default:
        break;
    }
    const spelled_operation by = spell(x.op, p_.expressions[x.a].type);
    if (!by.infix.empty()) return enclosed(part(x.a) + by.infix + part(x.b));
    if (by.call == "-" || by.call == "!") return enclosed(by.call + part(x.a));
    std::string text = used(by) + "(" + value(x.a, shared, true);
    if (operands(x.op) > 1) text += ", " + value(x.b, shared, true);
    if (operands(x.op) > 2) text += ", " + value(x.c, shared, true);
    return text + ")";
  }
};

}  // namespace tenon::inline TENON_ABI::source
