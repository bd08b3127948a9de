// A trace used again: see schedule/trace.hpp.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include <tenon/schedule/apply.hpp>
#include <tenon/schedule/trace.hpp>

namespace tenon::inline TENON_ABI {
namespace schedule_room {

/// Uses the primitives of a trace on a schedule.
class replayer {
 public:
  replayer(state& s, const std::vector<intrinsic>& known) : state_(s), known_(known) {}

  void line(std::string_view text) {
    words_.clear();
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      if (end > at) words_.emplace_back(text.substr(at, end - at));
      at = end + 1;
    }
    ++number_;
    next_ = 0;
    if (!words_.empty()) use();
  }

 private:
  state& state_;
  const std::vector<intrinsic>& known_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
  std::uint32_t number_ = 0;

  [[noreturn]] void refuse(const std::string& what) {
    fail(blame::user, "replay: line " + std::to_string(number_) + " of the trace " + what);
  }
  std::string word(const char* what) {
    if (next_ == words_.size()) refuse(std::string("ends where ") + what + " was expected");
    return words_[next_++];
  }
  int stage() {
    const std::string said = word("a stage");
    for (int i = 0; i < state_.count; ++i) {
      if (stage_word(state_, i) == said) return i;
    }
    refuse("names the stage '" + said + "', which the schedule doesn't have");
  }
  int loop(int st) {
    const std::string said = word("a loop");
    const struct stage& on = *state_.stages[st];
    for (int l = 0; l < on.loops.size(); ++l) {
      if (word_of(on.loops[l].label) == said) return l;
    }
    refuse("names the loop '" + said + "', which stage '" + stage_word(state_, st) + "' doesn't have");
  }
  template <class Words> int one_of(const Words& words, const char* what) {
    const std::string said = word(what);
    int at = 0;
    for (const char* w : words) {
      if (said == w) return at;
      ++at;
    }
    refuse("has '" + said + "' where " + what + " was expected");
  }
  const intrinsic* known_intrinsic() {
    const std::string said = word("an intrinsic");
    for (const intrinsic& x : known_) {
      if (word_of(x.behaviour->label) == said) return &x;
    }
    refuse("names the intrinsic '" + said + "', which replay was not given");
  }
  bool is_quoted() const { return next_ < words_.size() && words_[next_].size() > 2 && words_[next_][0] == '"'; }
  index_t named_scratchpad(name& found) {
    const std::string said = word("a scratchpad");
    found = make_name(said.substr(1, said.size() - 2).c_str());
    return scratchpad_number;
  }
  index_t hint() {
    const std::string said = word("a hint");
    const ir::loop_hint found = ir::hint_of(said.c_str());
    if (found == ir::loop_hint::none) refuse("has '" + said + "' where a hint was expected");
    return static_cast<index_t>(found);
  }
  index_t integer() { return integer(word("a number")); }
  index_t integer(const std::string& said) {
    if (said.empty()) refuse("has nothing where a number was expected");
    index_t n = 0;
    const bool negative = said[0] == '-';
    for (std::size_t i = negative; i < said.size(); ++i) {
      if (said[i] < '0' || said[i] > '9' || i > 17) refuse("has '" + said + "' where a number was expected");
      n = n * 10 + (said[i] - '0');
    }
    return negative ? -n : n;
  }
  /// A dimension's number, and what its index is divided by: "1", "1/8", "1%8" or "1/8%4".
  stored_part part() {
    std::string said = word("a part of a dimension");
    const auto behind = [&](char c, index_t none) {
      const std::size_t at = said.find(c);
      if (at == std::string::npos) return none;
      const index_t found = integer(said.substr(at + 1));
      said.resize(at);
      return found;
    };
    const index_t modulus = behind('%', 0), divisor = behind('/', 1);
    return {static_cast<std::int32_t>(integer(said)), divisor, modulus};
  }

  void use() {
    const std::string said = word("a primitive");
    int what = 0;
    for (const step_form& f : step_forms) {
      if (said == f.word) break;
      ++what;
    }
    if (what == static_cast<int>(std::size(step_forms))) refuse("begins with '" + said + "', which is no primitive");
    const auto p = static_cast<primitive>(what);
    const step_form& form = form_of(p);
    const int st = stage();
    int other = -1;
    if (form.other && next_ < words_.size() && words_[next_] == "-") ++next_;
    else if (form.other) other = stage();
    std::int32_t loops[max_leaves] = {};
    int count = 0;
    while (form.loops < 0 ? next_ < words_.size() : count < form.loops) {
      if (count == max_leaves) refuse("names more loops than a stage has");
      loops[count++] = loop(names_others_loops(p) ? other : st);
    }
    index_t numbers[3] = {};
    name scratchpad{};
    for (int i = 0; i < form.numbers; ++i) {
      if (p == primitive::bind) numbers[i] = one_of(hardware_axis_words, "an axis of blocks or threads");
      else if (p == primitive::set_scope && is_quoted()) numbers[i] = named_scratchpad(scratchpad);
      else if (p == primitive::set_scope) numbers[i] = one_of(memory_scope_words, "a memory");
      else if (p == primitive::pragma) numbers[i] = hint();
      else numbers[i] = integer();
    }
    const intrinsic* by = p == primitive::tensorize ? known_intrinsic() : nullptr;
    stored_parts parts;
    while (p == primitive::transform_layout && next_ < words_.size()) {
      if (parts.size() == ir::max_rank) refuse("names more parts than a layout has");
      parts.push(part());
    }
    const tail at_end = p == primitive::split ? static_cast<tail>(one_of(tail_words, "a tail")) : tail::guard;
    if (next_ != words_.size()) refuse("goes on with '" + words_[next_] + "' behind its end");
    apply(state_, p, {st, other, loops, count, numbers, at_end, number_, by, scratchpad, parts});
    finding broken = state_.problem;
    broken.line = 0;
    if (!broken.ok()) refuse("breaks a rule: " + explain(broken));
  }
};

inline void replay(state& s, std::string_view trace, const std::vector<intrinsic>& known = {}) {
  replayer by(s, known);
  for (std::size_t at = 0; at < trace.size();) {
    const std::size_t end = std::min(trace.find('\n', at), trace.size());
    by.line(trace.substr(at, end - at));
    at = end + 1;
  }
}

}  // namespace schedule_room

/// Uses the primitives of a trace on a schedule of the same definitions; intrinsics are those of `known`
/// with the name of their behaviour. Errors: one sentence, which names the line of the trace and what is
/// wrong with it, or the rule that it breaks.
inline void replay(schedule& s, std::string_view trace, const std::vector<intrinsic>& known = {}) {
  schedule_room::replay(s.state(), trace, known);
}

}  // namespace tenon::inline TENON_ABI
