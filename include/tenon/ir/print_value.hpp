// Affine forms, conditions and expressions of a loop program as text. Run time only.
//
//   A[2*i + 1] * (B[i] where i < n)
#pragma once

#include <charconv>
#include <string>
#include <vector>

#include <tenon/core/text.hpp>
#include <tenon/ir/fold.hpp>
#include <tenon/ir/program.hpp>

namespace tenon::inline TENON_ABI::ir {

/// Turns values of one program into text. Names that occur twice carry their position.
class value_printer {
 public:
  explicit value_printer(const program& p) : p_(p) {
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

  /// One expression, spelled out to the leaves.
  std::string expression_text(int e) const { return value(e, {}, true); }

 protected:
  const program& p_;
  std::vector<std::string> variables_;
  std::vector<std::string> buffers_;

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

  static std::string spelled(const name& n) { return tenon::text(n); }

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
    if (text.empty())
      text = std::to_string(number);
    else if (number < 0)
      text += " - " + std::to_string(number).substr(1);
    else
      text += " + " + std::to_string(number);
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
      } else if constexpr (narrow_float<T>) {
        return std::string(spelling(type)) + "(" + literal(element::f32, bits_of(float(x))) + ")";
      } else {
        return std::to_string(x) + (std::is_same_v<T, std::int32_t> ? "" : suffix(type));
      }
    });
  }

  static std::string suffix(element type) {
    const char* all[] = {"", "", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "", "", ""};
    return all[static_cast<int>(type)];
  }

  static const char* infix(operation op) {
    switch (op) {
      case operation::add:
        return " + ";
      case operation::subtract:
        return " - ";
      case operation::multiply:
        return " * ";
      case operation::divide:
        return " / ";
      case operation::remainder:
        return " % ";
      case operation::bit_and:
        return " & ";
      case operation::bit_or:
        return " | ";
      case operation::bit_xor:
        return " ^ ";
      case operation::shift_left:
        return " << ";
      case operation::shift_right:
        return " >> ";
      case operation::equal:
        return " == ";
      case operation::not_equal:
        return " != ";
      case operation::less:
        return " < ";
      case operation::less_equal:
        return " <= ";
      case operation::logical_and:
        return " && ";
      case operation::logical_or:
        return " || ";
      default:
        return nullptr;
    }
  }

  static const char* call(operation op) {
    switch (op) {
      case operation::absolute:
        return "abs";
      case operation::sqrt:
        return "sqrt";
      case operation::floor:
        return "floor";
      case operation::ceil:
        return "ceil";
      case operation::truncate:
        return "trunc";
      case operation::round_even:
        return "round_even";
      case operation::minimum:
        return "min";
      case operation::maximum:
        return "max";
      case operation::fma:
        return "fma";
      default:
        return "?";
    }
  }

  /// An expression; in parentheses when it is a part of another (`top` is false) and needs them.
  std::string value(int e, const names& named, bool top) const {
    if (!named.empty() && named[e] >= 0) return "t" + std::to_string(named[e]);
    const expression& x = p_.expressions[e];
    const auto enclosed = [&](const std::string& text) { return top ? text : "(" + text + ")"; };
    switch (x.op) {
      case operation::constant:
        return literal(x.type, x.bits);
      case operation::load: {
        const std::string text = element_of_buffer(x.buffer, x.first);
        if (x.guards == 0) return text;
        return "(" + text + " where " + conditions(x.guard, x.guards) + ")";
      }
      case operation::index:
        return std::string(spelling(x.type)) + "(" + form(p_.forms[x.first]) + ")";
      case operation::holds:
        return "(" + conditions(x.guard, x.guards) + ")";
      case operation::negate:
        return "-" + value(x.a, named, false);
      case operation::logical_not:
        return "!" + value(x.a, named, false);
      case operation::bit_not:
        return "~" + value(x.a, named, false);
      case operation::cast:
        return std::string(spelling(x.type)) + "(" + value(x.a, named, true) + ")";
      case operation::bit_cast:
        return "bits_as_" + std::string(spelling(x.type)) + "(" + value(x.a, named, true) + ")";
      case operation::select:
        return enclosed(value(x.a, named, false) + " ? " + value(x.b, named, false) + " : " +
                        value(x.c, named, false));
      default:
        break;
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

}  // namespace tenon::inline TENON_ABI::ir
