// How descriptions name a stage's loops, and how loops come back as axes; with the line that names them.
#pragma once

#include <source_location>
#include <type_traits>

#include <tenon/schedule/state.hpp>

namespace tenon::inline TENON_ABI {

using here = std::source_location;

/// An axis together with the source line that names it.
struct axis_at {
  axis which;
  here where;
  constexpr axis_at(const axis& a, here w = here::current()) : which(a), where(w) {}
};

/// One stage of a schedule and its axes.
class stage_axes {
 public:
  /// The axis of a dimension of this stage.
  constexpr axis dimension(int d, here at = here::current()) const {
    return axis_of(0, body().rank, d, at);
  }
  /// The axis number `r` of those that this stage reduces over.
  constexpr axis reduced(int r, here at = here::current()) const {
    return axis_of(body().rank, body().reduced, r, at);
  }
  constexpr int stage() const { return stage_; }
  constexpr bool ok() const { return state_->problem.ok(); }

 protected:
  constexpr stage_axes(schedule_room::state* s, int stage) : state_(s), stage_(stage) {}

  constexpr const expr::definition& body() const { return *state_->stages[stage_]->body; }

  /// The stage of a tensor handle or of a stage's schedule.
  template <class Which>
  constexpr int stage_of(const Which& which, here at) const {
    if constexpr (std::is_base_of_v<stage_axes, Which>) {
      return which.stage();
    } else {
      return find_stage(which.definition().get(), at);
    }
  }
  /// The stage that computes a definition.
  constexpr int find_stage(const expr::definition* d, here at) const {
    const int found = state_->find(d);
    if (found < 0) state_->problem.record(rule::stage_unknown, found, 0, at.line());
    return found < 0 ? 0 : found;
  }

  constexpr axis made(int l) const { return l < 0 ? axis() : loop_axis(l); }

  /// The loop that an axis names: the one a primitive returned, or the definition's axis.
  constexpr int find(const axis& a, here at) const {
    const schedule_room::stage& on = *state_->stages[stage_];
    if (on.is_input()) state_->problem.record(rule::stage_is_input, stage_, 0, at.line());
    const bool made = a.loop >= 0 && a.stage == stage_ && a.loop < on.loops.size();
    if (made && on.loops[a.loop].label == a.label) return a.loop;  // rfactor starts the loops anew
    const int root = a.loop >= 0 ? -1 : on.body->find_axis(a.label);
    if (root < 0) state_->problem.record(rule::axis_not_a_loop, a.loop, stage_, at.line());
    return root;
  }

  schedule_room::state* state_;
  int stage_;

 private:
  constexpr axis loop_axis(int l) const {
    axis a;
    a.label = state_->stages[stage_]->loops[l].label;
    a.loop = l;
    a.stage = stage_;
    return a;
  }
  /// The axis of root loop `first + number`, of `count` that there are.
  constexpr axis axis_of(int first, int count, int number, here at) const {
    if (state_->stages[stage_]->is_input()) {
      state_->problem.record(rule::stage_is_input, stage_, 0, at.line());
      return axis();
    }
    if (number < 0 || number >= count) {
      state_->problem.record(rule::dimension_unknown, number, count, at.line());
      return axis();
    }
    return loop_axis(first + number);
  }
};

}  // namespace tenon::inline TENON_ABI
