// What random schedules are made of: steps that are tried, and taken back where they break a rule.
#pragma once

#include <array>

#include "build.hpp"
#include "random.hpp"

namespace fuzz {

/// A schedule under construction, its recipe, and how steps of it are spelled.
class step_maker {
 public:
  int refused() const { return refused_; }

 protected:
  random_source& random_;
  recipe& r_;
  const description* description_ = nullptr;
  std::unique_ptr<live_schedule> live_;
  bool recurs_ = false;  ///< the program has a recurrence

  step_maker(random_source& random, recipe& to) : random_(random), r_(to) {}

  void rebuild() {
    live_ = std::make_unique<live_schedule>(*description_);
    for (const step& s : r_.steps) live_->apply(s);
  }

  /// Keeps the step if every rule that can be asked now still holds.
  bool attempt(const step& s) {
    const bool applied = live_->apply(s);
    if (applied) schedule_room::check(live_->state());
    if (applied && live_->ok() && (!recurs_ || lowers())) {
      r_.steps.push_back(s);
      return true;
    }
    ++refused_;
    rebuild();
    return false;
  }

  /// Whether lowering takes the schedule as it stands: of recurrences it refuses much that rules don't see.
  bool lowers() { return lowering().ok(); }
  finding lowering() {
    box<ir::program> p;
    const int symbols = static_cast<int>(description_->symbols().size());
    return lower::lower(live_->state(), symbols, description_->facts(), r_.target(), *p);
  }

  /// Keeps steps that are legal together, not one by one.
  bool attempt_all(const std::vector<step>& together) {
    const std::size_t before = r_.steps.size();
    for (const step& x : together) {
      if (live_->apply(x)) r_.steps.push_back(x);
    }
    schedule_room::check(live_->state());
    if (live_->ok() && r_.steps.size() == before + together.size() && (!recurs_ || lowers())) return true;
    r_.steps.resize(before);
    rebuild();
    return false;
  }

  schedule_room::stage& on(int st) { return *live_->state().stages[st]; }
  static std::string spelled(const name& n) {
    std::string s;
    for (int i = 0; i < n.size(); ++i) s += n[i];
    return s;
  }
  std::string stage_name(int st) { return spelled(on(st).body->label); }
  std::string loop_name(int st, int l) { return spelled(on(st).loops[l].label); }
  int random_loop(int st) { return on(st).order[random_.below(on(st).order.size())]; }

  /// The extent of a loop in this case; of stages computed elsewhere that of the whole tensor.
  index_t extent(int st, int l) {
    const schedule_room::loop& x = on(st).loops[l];
    using schedule_room::loop_origin;
    if (x.origin == loop_origin::root) {
      const affine& range = on(st).body->axes[l].range;
      index_t n = range.constant;
      for (const ir::term& t : range)
        n += t.factor * description_->symbols()[static_cast<std::size_t>(t.var)];
      return ceil_div(n, on(st).body->axes[l].divisor);
    }
    const index_t parent = extent(st, x.parent);
    if (x.origin == loop_origin::fused) return parent * extent(st, x.partner);
    const bool is_factor = (x.origin == loop_origin::inner) != x.by_parts;
    return is_factor ? x.factor : ceil_div(parent, x.factor);
  }

  /// Stages that read `st`.
  std::vector<int> readers(int st) {
    std::vector<int> all;
    for (int i = 0; i < live_->state().count; ++i) {
      for (int k = 0; k < on(i).body->sources.size(); ++k) {
        if (on(i).source_stage[k] == st && (all.empty() || all.back() != i)) all.push_back(i);
      }
    }
    return all;
  }

  step make(primitive what, int st, std::initializer_list<int> loops = {}) {
    step s;
    s.what = what;
    s.stage = stage_name(st);
    for (const int l : loops) s.loops.push_back(loop_name(st, l));
    return s;
  }

  tail random_tail(int st, int l) {
    if (on(st).loops[l].reduced) return std::array{tail::guard, tail::cut, tail::pad}[random_.weighted({44, 44, 12})];
    return static_cast<tail>(random_.weighted({36, 34, 30, on(st).is_output ? 0 : 40}));
  }

 private:
  int refused_ = 0;
};

}  // namespace fuzz
