// A recipe as C++: the description that a user would write. So the front end, constant evaluation
// and the native back end are tested too.
#pragma once

#include <cstdio>

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
    t += "  auto s = schedule(";
    bool first = true;
    for (const tensor_recipe& x : r_.tensors) {
      if (!x.output) continue;
      t += (first ? "" : ", ") + x.name;
      first = false;
    }
    t += ");\n";
    for (const tensor_recipe& x : r_.tensors) {
      if (!x.is_input() && reached(x))
        t += "  auto " + x.name + "_s = s[" + x.name + "];\n  (void)" + x.name + "_s;\n";
    }
    for (const step& s : r_.steps) t += "  " + step_text(s) + "\n";
    return t + "  return s;\n};\n";
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
    return word(stage) + "_" + word(label);
  }
  static const char* type(element e) {
    const char* names[] = {"float",         "double",        "std::int8_t",  "std::int16_t",
                           "std::int32_t",  "std::int64_t",  "std::uint8_t", "std::uint16_t",
                           "std::uint32_t", "std::uint64_t", "bool"};
    return names[static_cast<int>(e)];
  }
  /// Whether the outputs need a tensor: only then has it a place in the schedule.
  bool reached(const tensor_recipe& x) const {
    std::vector<bool> needed(r_.tensors.size(), false);
    for (std::size_t i = r_.tensors.size(); i-- > 0;) {
      const tensor_recipe& t = r_.tensors[i];
      if (t.output) needed[i] = true;
      if (!needed[i]) continue;
      if (t.updates >= 0) needed[static_cast<std::size_t>(t.updates)] = true;
      for (const value_recipe& v : t.values) {
        if (v.tensor >= 0) needed[static_cast<std::size_t>(v.tensor)] = true;
      }
    }
    return needed[static_cast<std::size_t>(&x - r_.tensors.data())];
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
      t += (t.empty() ? "" : " + ") +
           loop(of.name, of.axes[static_cast<std::size_t>(x.var - axis_base)].name) + " * " +
           std::to_string(x.factor);
    }
    if (t.empty()) return extents(rest);
    return rest.is_zero() ? t : t + " + (" + extents(rest) + ")";
  }

  static std::string input(const tensor_recipe& x) {
    std::string t = "  auto " + x.name + " = " + (x.updatable ? "inout<" : "input<") +
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
    std::string what = value(x, x.value);
    if (x.reduce != reducer_kind::none)
      what = std::string("tenon::") + reducer_names[static_cast<int>(x.reduce)] + "(" + what +
             reduced + ")";
    if (x.updates >= 0) {
      return t + "  auto " + x.name + " = update(" +
             r_.tensors[static_cast<std::size_t>(x.updates)].name + ", {" + spatial + "}, " + what +
             ");\n";
    }
    const std::string names = x.results() == 2 ? "[" + x.name + ", " + x.name + "_2]" : x.name;
    t += "  auto " + names + " = compute(\"" + x.name + "\", {" + spatial + "}, " + what + ");\n";
    return x.results() == 2 ? t + "  (void)" + x.name + "_2;\n" : t;
  }

  static std::string literal(const value_recipe& v) {
    char number[32];
    std::snprintf(number, sizeof number, "0x%llxull", static_cast<unsigned long long>(v.bits));
    return std::string("expr::literal<") + type(v.type) + ">{{}, ir::from_bits<" + type(v.type) +
           ">(" + number + ")}";
  }

  std::string value(const tensor_recipe& of, int at) const {
    const value_recipe& v = of.values[static_cast<std::size_t>(at)];
    if (v.kind == expr::value_kind::read) {
      std::string t =
          r_.tensors[static_cast<std::size_t>(v.tensor)].name + (v.result == 1 ? "_2(" : "(");
      for (std::size_t i = 0; i < v.forms.size(); ++i)
        t += (i > 0 ? ", " : "") + index(of, v.forms[i]);
      return t + ")";
    }
    if (v.kind == expr::value_kind::call) {
      return std::string("tenon::") + spelling(v.callee) + "(" + value(of, v.a) +
             (v.b >= 0 ? ", " + value(of, v.b) : "") + ")";
    }
    switch (v.op) {
      case ir::operation::constant:
        return literal(v);
      case ir::operation::index:
        return std::string("tenon::cast<") + type(v.type) + ">(index_form(" +
               index(of, v.forms[0]) + "))";
      case ir::operation::holds:
        return "(index_form(" + index(of, v.forms[0]) + ") >= 0)";
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

  std::string step_text(const step& s) const {
    const std::string on = word(s.stage) + "_s";
    const auto at = [&](std::size_t i) { return loop(s.stage, s.loops[i]); };
    const std::string n = std::to_string(s.numbers[0]);
    const std::string m = std::to_string(s.numbers[1]);
    const std::string tail = std::string(", tail::") + tail_names[static_cast<int>(s.at_end)];
    const std::string call = on + "." + primitive_names[static_cast<int>(s.what)] + "(";
    const std::string place = s.what == primitive::compute_at || s.what == primitive::store_at
                                  ? word(s.other) + "_s, " + loop(s.other, s.loops[0])
                                  : "";
    switch (s.what) {
      case primitive::split:
        return "auto [" + at(0) + "_o, " + at(0) + "_i] = " + call + at(0) + ", " + n + tail + ");";
      case primitive::split_parts:
        return "auto [" + at(0) + "_o, " + at(0) + "_i] = " + call + at(0) + ", " + n + ");";
      case primitive::fuse:
        return "axis " + at(0) + "_f = " + call + at(0) + ", " + at(1) + ");";
      case primitive::tile:
        return "auto [" + at(0) + "_o, " + at(1) + "_o, " + at(0) + "_i, " + at(1) +
               "_i] = " + call + at(0) + ", " + at(1) + ", " + n + ", " + m + tail + ");";
      case primitive::reorder: {
        std::string t = call;
        for (std::size_t i = 0; i < s.loops.size(); ++i) t += (i > 0 ? ", " : "") + at(i);
        return t + ");";
      }
      case primitive::vectorize:
      case primitive::unroll:
      case primitive::parallel:
      case primitive::cache_write:
        return call + at(0) + ");";
      case primitive::unroll_by:
        return on + ".unroll(" + at(0) + ", " + n + ");";
      case primitive::compute_at:
      case primitive::store_at:
        return call + place + ");";
      case primitive::store_root:
      case primitive::double_buffer:
      case primitive::compute_inline:
      case primitive::compute_root:
        return call + ");";
      case primitive::pack:
        return call + n + ", " + m + ");";
      case primitive::pad:
        return call + n + ");";
      case primitive::bind:
        return call + at(0) + ", hardware_axis::" + axis_names[s.numbers[0]] + ");";
      case primitive::set_scope:
        return call + "memory_scope::" + scope_names[s.numbers[0]] + ");";
      case primitive::prefetch:
        return call + handle(s.other) + ", " + at(0) + ", " + n + ");";
      case primitive::pragma:
        return call + at(0) + ", \"" + ir::spelling(static_cast<ir::loop_hint>(s.numbers[0])) + "\");";
      case primitive::storage_align:
        return call + n + ", " + m + ", " + std::to_string(s.numbers[2]) + ");";
      case primitive::cache_read:
        break;
    }
    std::string t = "auto " + word(s.stage) + "_c_s = s.cache_read(" + handle(s.stage) +
                    (s.other == "-" ? "" : ", " + word(s.other) + "_s") + ");";
    const int rank = rank_of(s.stage);
    for (int d = 0; d < rank; ++d) {
      const std::string axis = word(s.stage) + "_c_d" + std::to_string(d);
      t += "\n  axis " + axis + " = " + word(s.stage) + "_c_s.dimension(" + std::to_string(d) +
           ");\n  (void)" + axis + ";";
    }
    return t;
  }
  /// An input's tensor, or the schedule of another stage.
  std::string handle(const std::string& stage) const {
    const int tensor = r_.find(stage);
    const bool is_input = tensor >= 0 && r_.tensors[static_cast<std::size_t>(tensor)].is_input();
    return is_input ? stage : word(stage) + "_s";
  }
  int rank_of(std::string stage) const {
    while (r_.find(stage) < 0 && stage.size() > 2) stage.resize(stage.size() - 2);  // a copy's copy
    return r_.find(stage) < 0 ? 0 : r_.tensors[static_cast<std::size_t>(r_.find(stage))].rank;
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
