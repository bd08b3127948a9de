// A recipe as C++: the description that a user would write. So the front end, constant evaluation
// and the native back end are tested too.
#pragma once

#include <cstdio>

#include <tenon/schedule/source.hpp>

#include "build.hpp"
#include "text.hpp"

namespace fuzz {

class source_printer {
 public:
  explicit source_printer(const recipe& r) : r_(r) {}

  /// `inline constexpr auto <label> = [](extent s0, …) { … };`
  std::string description(const std::string& label) const {
    std::string t = "inline constexpr auto " + label + " = [](";
    for (std::size_t i = 0; i < r_.sizes.size(); ++i)
      t += (i > 0 ? ", extent s" : "extent s") + std::to_string(i);
    t += ") {\n";
    for (std::size_t i = 0; i < r_.sizes.size(); ++i) t += "  (void)s" + std::to_string(i) + ";\n";
    for (const tensor_recipe& x : r_.tensors) t += x.is_input() ? input(x) : definition(x);
    t += intrinsics();
    const fuzz::description d(r_);
    live_schedule live(d);
    for (const step& s : r_.steps) live.apply(s);
    return t + schedule_room::source_printer(live.state()).print() + "  return s;\n};\n";
  }

  /// `512, dynamic.at_most(9)`: one for each extent.
  std::string sizes() const {
    std::string t;
    for (const size_recipe& s : r_.sizes) {
      t += ", ";
      if (s.fixed) {
        t += std::to_string(s.value);
        continue;
      }
      t += "dynamic";
      if (s.bound > 0) t += ".at_most(" + std::to_string(s.bound) + ")";
      if (s.multiple > 1) t += ".multiple_of(" + std::to_string(s.multiple) + ")";
    }
    return t;
  }

 private:
  const recipe& r_;

  static std::string word(std::string s) {
    for (char& c : s) {
      if (c == '.') c = '_';
    }
    return s;
  }
  static std::string loop(const std::string& stage, const std::string& label) {
    return word(stage) + "_" + word(label) + "_axis";
  }
  static const char* type(element e) {
    const char* names[] = {"float",         "double",        "std::int8_t",  "std::int16_t",
                           "std::int32_t",  "std::int64_t",  "std::uint8_t", "std::uint16_t",
                           "std::uint32_t", "std::uint64_t", "bool",         "half",
                           "bfloat16"};
    return names[static_cast<int>(e)];
  }
  static std::string extents(const affine& a) {
    std::string t = "extent(" + std::to_string(a.constant) + ")";
    for (const ir::term& x : a) {
      if (x.var < axis_base) t += " + s" + std::to_string(x.var) + " * " + std::to_string(x.factor);
    }
    return t;
  }
  static std::string index(const tensor_recipe& of, const affine& a) {
    std::string t;
    affine rest = ir::make_affine(a.constant);
    for (const ir::term& x : a) {
      if (x.var < axis_base) {
        rest = rest + ir::make_variable(x.var, x.factor);
        continue;
      }
      if (x.var >= quotient_base) {
        const expr::quotient& q = of.quotients[static_cast<std::size_t>(x.var - quotient_base)];
        t += (t.empty() ? "floordiv(" : " + floordiv(") + index(of, q.dividend) + ", " + std::to_string(q.divisor) +
             ") * " + std::to_string(x.factor);
        continue;
      }
      t += (t.empty() ? "" : " + ") +
           loop(of.name, of.axes[static_cast<std::size_t>(x.var - axis_base)].name) + " * " +
           std::to_string(x.factor);
    }
    if (t.empty()) return extents(rest);
    return rest.is_zero() ? t : t + " + (" + extents(rest) + ")";
  }

  /// The same under a type's name, as a form may be a single extent.
  static std::string form(const tensor_recipe& of, const affine& a) {
    const bool divides = a.count > 0 && a.terms[a.count - 1].var >= quotient_base;
    return (divides ? "quotient_form(" : "index_form(") + index(of, a) + ")";
  }

  static std::string input(const tensor_recipe& x) {
    std::string t = "  auto " + x.name + " = " + (x.is_state() ? "state<" : x.updatable ? "inout<" : "input<") +
                    type(x.type) + ">(\"" + x.name + "\"";
    for (const affine& a : x.shape) t += ", " + extents(a);
    t += ");\n";
    if (!x.order.empty()) {
      t += "  " + x.name + ".order(";
      for (std::size_t i = 0; i < x.order.size(); ++i)
        t += (i > 0 ? ", " : "") + std::to_string(x.order[i]);
      t += ");\n";
    }
    if (x.dense) t += "  " + x.name + ".dense();\n";
    if (x.alignment > 0) t += "  " + x.name + ".aligned(" + std::to_string(x.alignment) + ");\n";
    return t;
  }

  /// The intrinsics of the schedule, under the names that traces know them by.
  std::string intrinsics() const {
    std::string t;
    for (const step& s : r_.steps) {
      if (s.what != primitive::tensorize) continue;
      std::string numbers;
      for (const index_t n : s.numbers) numbers += (numbers.empty() ? "" : ", ") + std::to_string(n);
      const std::string name = schedule_room::word_of(intrinsics_of({s})[0].behaviour->label);
      const std::string line = "  const intrinsic " + name + " = fuzz::numbered_intrinsic(" + numbers + ");\n";
      if (t.find(line) == std::string::npos) t += line;
    }
    return t;
  }

  std::string definition(const tensor_recipe& x) const {
    std::string t;
    std::string spatial, reduced;
    for (std::size_t a = 0; a < x.axes.size(); ++a) {
      const std::string variable = loop(x.name, x.axes[a].name);
      t += "  axis " + variable + "(\"" + x.axes[a].name + "\", " + extents(x.axes[a].range) +
           ");\n";
      if (static_cast<int>(a) < x.rank)
        spatial += (spatial.empty() ? "" : ", ") + variable;
      else
        reduced += ", " + variable;
    }
    const std::string names = x.results() == 2 ? "[" + x.name + ", " + x.name + "_2]" : x.name;
    const std::string unused = x.results() == 2 ? "  (void)" + x.name + "_2;\n" : "";
    if (!x.closes.empty())
      return t + "  auto " + names + " = scan(\"" + x.name + "\", {" + spatial + "}" + recurrences(x) + ");\n" + unused;
    if (x.calls >= 0) return t + "  auto " + names + " = " + call(x) + ";\n" + unused;
    std::string what = value(x, x.value);
    if (is_narrow_float(x.type))
      what = std::string("tenon::cast<") + type(x.type) + ">(" + what + ")";
    if (x.reduce != reducer_kind::none)
      what = std::string("tenon::") + reducer_names[static_cast<int>(x.reduce)] + "(" + what +
             reduced + ")";
    if (x.updates >= 0) {
      return t + "  auto " + x.name + " = update(" +
             r_.tensors[static_cast<std::size_t>(x.updates)].name + ", {" + spatial + "}, " + what +
             ");\n";
    }
    return t + "  auto " + names + " = compute(\"" + x.name + "\", {" + spatial + "}, " + what + ");\n" + unused;
  }

  std::string call(const tensor_recipe& x) const {
    std::string loops, tile;
    for (int a = 0; a < x.rank; ++a) {
      std::string& to = a < x.looped ? loops : tile;
      to += (to.empty() ? "" : ", ") + loop(x.name, x.axes[static_cast<std::size_t>(a)].name);
    }
    std::string t = "tenon::call(\"" + x.name + "\", " + (loops.empty() ? "" : "{" + loops + "}, ") + "{" + tile + "}";
    std::string parts;
    element read = x.type;
    for (const value_recipe& v : x.values) {
      const tensor_recipe& from = r_.tensors[static_cast<std::size_t>(v.tensor)];
      read = from.type_of(v.result);
      parts += ", rows(" + from.name + (v.result == 1 ? "_2" : "");
      for (const affine& a : v.forms) parts += ", " + index(x, a);
      parts += ")";
    }
    return t + ", fuzz::numbered_external<" + std::to_string(x.calls) + ", " + type(read) + ">" + parts + ")";
  }

  std::string recurrences(const tensor_recipe& x) const {
    std::string t;
    const auto name = [&](int of) { return r_.tensors[static_cast<std::size_t>(of)].name; };
    for (const recurrence_recipe& c : x.closes) {
      t += ", tenon::next(" + name(c.state) + ", " + (c.start < 0 ? std::to_string(c.number) : name(c.start)) + ", " +
           name(c.step) + ")";
    }
    return t;
  }

  static std::string literal(const value_recipe& v) {
    char number[32];
    std::snprintf(number, sizeof number, "0x%llxull", static_cast<unsigned long long>(v.bits));
    return std::string("expr::literal<") + type(v.type) + ">{{}, ir::from_bits<" + type(v.type) +
           ">(" + number + ")}";
  }

  std::string access_index(const tensor_recipe& of, const affine& a) const {
    if (a.count != 1 || a.terms[0].var < pick_base) return index(of, a);
    const pick_recipe& x = of.picks[static_cast<std::size_t>(a.terms[0].var - pick_base)];
    return "gather(" + value(of, x.value) + ", " + extents(x.bound) + ")";
  }

  std::string value(const tensor_recipe& of, int at) const {
    const value_recipe& v = of.values[static_cast<std::size_t>(at)];
    if (v.kind == expr::value_kind::read) {
      std::string t =
          r_.tensors[static_cast<std::size_t>(v.tensor)].name + (v.result == 1 ? "_2(" : "(");
      for (std::size_t i = 0; i < v.forms.size(); ++i)
        t += (i > 0 ? ", " : "") + access_index(of, v.forms[i]);
      const element from = r_.tensors[static_cast<std::size_t>(v.tensor)].type_of(v.result);
      return is_narrow_float(from) ? "tenon::cast<float>(" + t + "))" : t + ")";
    }
    if (v.kind == expr::value_kind::call) {
      return std::string("tenon::") + spelling(v.callee) + "(" + value(of, v.a) +
             (v.b >= 0 ? ", " + value(of, v.b) : "") + ")";
    }
    switch (v.op) {
      case ir::operation::constant:
        return literal(v);
      case ir::operation::index:
        return std::string("tenon::cast<") + type(v.type) + ">(" + form(of, v.forms[0]) + ")";
      case ir::operation::holds:
        return "(" + form(of, v.forms[0]) + " >= 0)";
      case ir::operation::cast:
        return std::string("tenon::cast<") + type(v.type) + ">(" + value(of, v.a) + ")";
      case ir::operation::select:
        return "tenon::select(" + value(of, v.a) + ", " + value(of, v.b) + ", " + value(of, v.c) +
               ")";
      default:
        break;
    }
    const char* op = spelled(v.op);
    const bool called = (op[0] >= 'a' && op[0] <= 'z');
    if (v.b < 0)
      return called ? std::string("tenon::") + op + "(" + value(of, v.a) + ")"
                    : op + ("(" + value(of, v.a)) + ")";
    if (called)
      return std::string("tenon::") + op + "(" + value(of, v.a) + ", " + value(of, v.b) + ")";
    return "(" + value(of, v.a) + " " + op + " " + value(of, v.b) + ")";
  }

  static const char* spelled(ir::operation op) {
    switch (op) {
      using enum ir::operation;
      case negate:
        return "-";
      case absolute:
        return "abs";
      case logical_not:
        return "!";
      case bit_not:
        return "~";
      case sqrt:
        return "sqrt";
      case floor:
        return "floor";
      case ceil:
        return "ceil";
      case truncate:
        return "trunc";
      case round_even:
        return "round_even";
      case add:
        return "+";
      case subtract:
        return "-";
      case multiply:
        return "*";
      case divide:
        return "/";
      case remainder:
        return "%";
      case minimum:
        return "min";
      case maximum:
        return "max";
      case bit_and:
        return "&";
      case bit_or:
        return "|";
      case bit_xor:
        return "^";
      case shift_left:
        return "<<";
      case shift_right:
        return ">>";
      case equal:
        return "==";
      case not_equal:
        return "!=";
      case less:
        return "<";
      case less_equal:
        return "<=";
      case logical_and:
        return "&&";
      case logical_or:
        return "||";
      default:
        return "unknown";
    }
  }
};

/// A program that runs native kernels of these cases against the oracle.
inline std::string native_source(const std::vector<recipe>& cases) {
  std::string t = "#include \"native.hpp\"\n\nusing namespace tenon;\n\n";
  for (std::size_t i = 0; i < cases.size(); ++i)
    t += source_printer(cases[i]).description("case_" + std::to_string(i)) + "\n";
  t += "int main() {\n  fuzz::native_cases all;\n";
  for (std::size_t i = 0; i < cases.size(); ++i) {
    t += "  all.check<case_" + std::to_string(i) + source_printer(cases[i]).sizes() + ">(R\"(" +
         text(cases[i]) + ")\");\n";
  }
  return t + "  return all.finish();\n}\n";
}

}  // namespace fuzz
