// A schedule as a trace: a line for each primitive that was used. `replay` uses them again on another
// schedule of the same definitions.
//
//   split C k 8 guard
//   reorder C i k.o k.i
//   compute_at B C i
//
// A word for the primitive, the stage, the other stage where there is one, loops, numbers, and what a
// split does with its tail; of tensorize the name of the intrinsic's behaviour; of transform_layout the
// parts of dimensions, as in 1/8 0 1%8; a scratchpad in quotes. Of several stages with one name the second
// is name#2.
#pragma once

#include <string>

#include <tenon/core/text.hpp>
#include <tenon/ir/hint.hpp>
#include <tenon/schedule/schedule.hpp>

namespace tenon::inline TENON_ABI {
namespace schedule_room {

/// What stands behind a primitive's stage in a trace.
struct step_form {
  const char* word;
  bool other;   ///< another stage
  int loops;    ///< how many; -1: all the words that follow
  int numbers;
};

inline constexpr step_form step_forms[] = {
    {"split", false, 1, 1},          {"split_parts", false, 1, 1},  {"fuse", false, 2, 0},
    {"reorder", false, -1, 0},       {"vectorize", false, 1, 0},    {"unroll", false, 1, 0},
    {"unroll_by", false, 1, 1},      {"parallel", false, 1, 0},     {"bind", false, 1, 1},
    {"set_scope", false, 0, 1},      {"compute_at", true, 1, 0},    {"store_at", true, 1, 0},
    {"store_root", false, 0, 0},     {"compute_inline", false, 0, 0}, {"compute_root", false, 0, 0},
    {"cache_read", true, 0, 0},      {"cache_write", false, 1, 0},  {"pack", false, 0, 2},
    {"pad", false, 0, 1},            {"storage_align", false, 0, 3},
    {"transform_layout", false, 0, 0}, {"rfactor", false, 1, 1},
    {"double_buffer", false, 0, 0},  {"prefetch", true, 1, 1},        {"pragma", false, 1, 1},
    {"zigzag", false, 1, 0},         {"tensorize", false, 1, 0},
    {"reverse_compute_at", true, 1, 0}, {"multi_buffer", false, 0, 1}};

inline constexpr const char* hardware_axis_words[] = {"block_x",  "block_y",  "block_z",       "thread_x",
                                                      "thread_y", "thread_z", "virtual_thread"};
inline constexpr const char* memory_scope_words[] = {"automatic", "registers", "shared", "global"};
inline constexpr const char* tail_words[] = {"guard", "cut", "shift", "pad"};
inline constexpr auto scratchpad_number = static_cast<index_t>(memory_scope::scratchpad);

inline const step_form& form_of(primitive p) { return step_forms[static_cast<int>(p)]; }

/// Whether the loops that a primitive names are those of the other stage.
inline bool names_others_loops(primitive p) {
  return p == primitive::compute_at || p == primitive::store_at || p == primitive::reverse_compute_at;
}

/// A name as one word.
inline std::string word_of(const name& n) {
  std::string s = text(n);
  for (char& c : s) {
    if (c == ' ' || c == '#') c = '_';
  }
  return s.empty() ? "_" : s;
}

/// A stage's word, with its number among those of its name from the second one on.
inline std::string stage_word(const state& s, int st) {
  const std::string own = word_of(s.named[st]->label);
  int number = 1;
  for (int i = 0; i < st; ++i) number += word_of(s.named[i]->label) == own;
  return number == 1 ? own : own + "#" + std::to_string(number);
}

/// A number as it is said of a primitive.
inline std::string number_word(primitive p, index_t n) {
  if (p == primitive::bind) return hardware_axis_words[n];
  if (p == primitive::set_scope) return memory_scope_words[n];
  if (p == primitive::pragma) return ir::spelling(static_cast<ir::loop_hint>(n));
  return std::to_string(n);
}

/// Number `i` of a step, as it is said: a scratchpad by its name.
inline std::string number_word(const state& s, const step& x, int i) {
  const bool named = x.what == primitive::set_scope && x.numbers[i] == scratchpad_number;
  return named ? "\"" + word_of(s.step_loops[x.first]) + "\"" : number_word(x.what, x.numbers[i]);
}

/// A part of a layout.
inline std::string part_word(const stored_part& x) {
  std::string said = std::to_string(x.dimension);
  if (x.divisor > 1) said += "/" + std::to_string(x.divisor);
  return x.modulus > 0 ? said + "%" + std::to_string(x.modulus) : said;
}

/// All steps, if there was room to remember them.
inline void require_steps(const state& s) {
  if (s.steps.overflowed || s.step_loops.overflowed || s.step_parts.overflowed)
    fail(blame::user, "a schedule of at most " + std::to_string(max_steps) + " steps can be printed; this one has more");
}

inline std::string trace(const state& s) {
  require_steps(s);
  std::string said;
  for (const step& x : s.steps) {
    const step_form& form = form_of(x.what);
    said += std::string(form.word) + " " + stage_word(s, x.stage);
    if (form.other) said += " " + (x.other < 0 ? "-" : stage_word(s, x.other));
    for (int i = 0; i < x.count; ++i) said += " " + word_of(s.step_loops[x.first + i]);
    for (int i = 0; i < form.numbers; ++i) said += " " + number_word(s, x, i);
    for (int i = 0; x.what == primitive::transform_layout && i < x.numbers[1]; ++i)
      said += " " + part_word(s.step_parts[static_cast<int>(x.numbers[0]) + i]);
    if (x.what == primitive::tensorize) said += " " + word_of(s.stages[x.stage]->behaviour->label);
    if (x.what == primitive::split) said += std::string(" ") + tail_words[static_cast<int>(x.at_end)];
    said += "\n";
  }
  return said;
}

}  // namespace schedule_room

/// The trace of a schedule. Errors: one sentence, for more steps than are remembered.
inline std::string trace(const schedule& s) { return schedule_room::trace(s.state()); }

}  // namespace tenon::inline TENON_ABI
