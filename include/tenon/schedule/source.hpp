// A schedule as the C++ that rebuilds it, inside a description whose tensors are called by their names:
//
//   auto s = schedule(C);
//   auto C_s = s[C];
//   axis C_k = C_s.reduced(0);
//   auto [C_k_o, C_k_i] = C_s.split(C_k, 8, tail::guard);
#pragma once

#include <vector>

#include <tenon/schedule/trace.hpp>

namespace tenon::inline TENON_ABI {
namespace schedule_room {

/// Prints the steps of a schedule as statements.
class source_printer {
 public:
  explicit source_printer(const state& s) : state_(s), factored_(max_stages, false) {}

  std::string print() {
    require_steps(state_);
    said_ = "auto s = schedule(";
    const char* separator = "";
    for (const std::int32_t st : state_.outputs) {
      said_ += separator + identifier(stage_word(state_, st));
      separator = ", ";
    }
    said_ += ");\n";
    for (const step& x : state_.steps) print(x);
    return said_;
  }

 private:
  const state& state_;
  std::string said_;
  std::vector<std::string> declared_;
  std::vector<bool> factored_;  ///< its reduced loops are those that rfactor left

  static std::string identifier(std::string s) {
    for (char& c : s) {
      const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!fits) c = '_';
    }
    return s;
  }

  /// Whether a variable wasn't there yet; from now on it is.
  bool declares(const std::string& variable) {
    for (const std::string& known : declared_) {
      if (known == variable) return false;
    }
    declared_.push_back(variable);
    return true;
  }

  std::string stage(int st) {
    const std::string own = identifier(stage_word(state_, st));
    if (declares(own + "_s")) said_ += "auto " + own + "_s = s[" + own + "];\n";
    return own + "_s";
  }
  /// What cache_read takes: a stage, or the tensor of an input.
  std::string tensor(int st) {
    return state_.stages[st]->is_input() ? identifier(stage_word(state_, st)) : stage(st);
  }
  std::string variable(int st, const name& label) {
    return identifier(stage_word(state_, st)) + "_" + identifier(word_of(label));
  }

  /// The variable of a loop, which is declared first where it is an axis of the stage's definition.
  std::string loop(int st, const name& label) {
    const std::string own = variable(st, label);
    if (!declares(own)) return own;
    const expr::definition& d = *state_.named[st];
    const int at = d.find_axis(label);
    if (at < 0 && takes(st, label, own)) return own;
    const bool reduced = at < 0 || at >= d.rank;
    const int number = !reduced ? at : factored_[static_cast<std::size_t>(st)] ? 0 : at - d.rank;
    const std::string of = stage(st);
    said_ += "axis " + own + " = " + of + (reduced ? ".reduced(" : ".dimension(") + std::to_string(number) + ");\n";
    return own;
  }

  /// Declares the variable of a loop that the stage took from another one; whether it did.
  bool takes(int st, const name& label, const std::string& own) {
    const struct stage& on = *state_.stages[st];
    for (int l = 0; l < on.taken.size(); ++l) {
      if (on.taken[l] < 0 || !(on.loops[on.taken[l]].label == label)) continue;
      const std::string of = loop(on.follows, state_.stages[on.follows]->loops[l].label);
      said_ += "axis " + own + " = " + stage(st) + ".taken(" + of + ");\n";
      return true;
    }
    return false;
  }

  /// The statement of a step.
  void print(const step& x) {
    const step_form& form = form_of(x.what);
    const int loops_of = names_others_loops(x.what) ? x.other : x.stage;
    const std::string on = x.what == primitive::cache_read ? "s" : stage(x.stage);
    std::vector<std::string> arguments;
    if (x.what == primitive::cache_read) arguments.push_back(tensor(x.stage));
    if (form.other && x.other >= 0) arguments.push_back(tensor(x.other));
    for (int i = 0; i < x.count; ++i) arguments.push_back(loop(loops_of, state_.step_loops[x.first + i]));
    for (int i = 0; i < form.numbers; ++i) {
      const char* room = x.what == primitive::bind        ? "hardware_axis::"
                         : x.what == primitive::set_scope && x.numbers[i] != scratchpad_number ? "memory_scope::"
                                                          : "";
      const std::string quote = x.what == primitive::pragma ? "\"" : "";
      arguments.push_back(room + quote + number_word(state_, x, i) + quote);
    }
    for (int i = 0; x.what == primitive::transform_layout && i < x.numbers[1]; ++i) {
      const stored_part& part = state_.step_parts[static_cast<int>(x.numbers[0]) + i];
      std::string said = on + ".dimension(" + std::to_string(part.dimension) + ")";
      if (part.divisor > 1) said = "floordiv(" + said + ", " + std::to_string(part.divisor) + ")";
      if (part.modulus > 0) said = "mod(" + said + ", " + std::to_string(part.modulus) + ")";
      arguments.push_back(said);
    }
    if (x.what == primitive::tensorize) arguments.push_back(identifier(word_of(state_.stages[x.stage]->behaviour->label)));
    if (x.what == primitive::split) arguments.push_back(std::string("tail::") + tail_words[static_cast<int>(x.at_end)]);
    said_ += results(x) + on + "." + (x.what == primitive::unroll_by ? "unroll" : form.word) + "(";
    for (std::size_t i = 0; i < arguments.size(); ++i) said_ += (i > 0 ? ", " : "") + arguments[i];
    said_ += ");\n";
    if (x.what == primitive::rfactor) forget_reduced(x);
  }

  /// The variables that take what a primitive makes.
  std::string results(const step& x) {
    if (x.made >= 0) {
      const std::string made = identifier(stage_word(state_, x.made)) + "_s";
      declares(made);
      return "auto " + made + " = ";
    }
    if (x.count == 0) return "";
    name label = state_.step_loops[x.first];
    if (x.what == primitive::split || x.what == primitive::split_parts) {
      const std::string outer = variable(x.stage, derived_name(label, 'o'));
      const std::string inner = variable(x.stage, derived_name(label, 'i'));
      declares(outer);
      declares(inner);
      return "auto [" + outer + ", " + inner + "] = ";
    }
    if (x.what != primitive::fuse) return "";
    const std::string fused = variable(x.stage, derived_name(label, 'f'));
    declares(fused);
    return "axis " + fused + " = ";
  }

  /// rfactor leaves one reduced loop, under the name of the loop that it took.
  void forget_reduced(const step& x) {
    factored_[static_cast<std::size_t>(x.stage)] = true;
    const std::string left = variable(x.stage, state_.step_loops[x.first]);
    said_ += left + " = " + stage(x.stage) + ".reduced(0);\n";
  }
};

}  // namespace schedule_room

/// The C++ that rebuilds a schedule: tensors and intrinsics are called by their names, with an underscore for what no
/// identifier holds. Errors: one sentence, for more steps than are remembered.
inline std::string schedule_source(const schedule& s) { return schedule_room::source_printer(s.state()).print(); }

}  // namespace tenon::inline TENON_ABI
