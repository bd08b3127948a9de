// Lesson 6: what happens to a schedule that breaks a rule.
//
// Every rule is one sentence. A description that breaks one still returns a schedule, which
// remembers the rule, the numbers and the line. At run time, `jit`, `run` and `explain` throw the
// sentence; in the compiler, a `kernel` of it stops with the same sentence.
//
// For `s.split(x, 0)` in line 9 of bad.cpp, and a `tenon::kernel` of it in line 13, GCC 12 prints
//   rule.hpp: In instantiation of 'struct broken<rule::split_factor, numbers<0, 0>, line<9> >':
//   bad.cpp:13:32:   required from here
//   rule.hpp:140:50: error: static assertion failed: split(axis, factor) requires a positive
//                    factor: got {0}
// and Clang 19
//   rule.hpp:141:15: error: static assertion failed due to requirement 'keeps<…,
//                    rule::split_factor, tenon::numbers<0, 0>, tenon::line<9>>': split(axis,
//                    factor) requires a positive factor: got {0}
// (paths and the inline namespace left out). {0} and {1} in a sentence stand for the two `numbers`,
// and `line` is the line of the schedule that broke the rule, not that of the kernel.
#include <string>

#include <tenon/tenon.hpp>

#include "lesson.hpp"

namespace {

/// A picture with a frame, doubled; `change` breaks its schedule.
template <class Change> auto twice(const Change& change) {
  return [change](tenon::extent height, tenon::extent width) {
    using namespace tenon;
    const auto in = input<float>("in", height, width);
    const axis y("y", height), x("x", width);
    const auto framed = compute("framed", {y, x}, in(y, x) + 1);
    const auto out = compute("out", {y, x}, 2 * framed(y, x));
    auto s = schedule(out);
    change(s, s[framed], y, x);
    return s;
  };
}

template <class Change> void show(const char* what, const std::string& part, const Change& change) {
  try {
    tenon::explain(twice(change), 480, tenon::dynamic);
  } catch (const tenon::error& e) {
    std::printf("%s\n  %s\n", what, e.what());
    lesson::check(e.who() == tenon::blame::user, what);
    lesson::check(std::string(e.what()).find(part) != std::string::npos, what);
    return;
  }
  lesson::check(false, what);
}

}  // namespace

int main() {
  using tenon::axis, tenon::schedule, tenon::stage_schedule;

  // The sentence says what was wrong, with the numbers, what would be right, and the line.
  show("split by 0:", "positive factor: got 0",
       [](schedule& s, stage_schedule, const axis&, const axis& x) { s.split(x, 0); });

  // The width is known only at the call here. The sentence names the cure: split first.
  show("vectorize a loop of unknown extent:", "split first",
       [](schedule& s, stage_schedule, const axis&, const axis& x) { s.vectorize(x); });

  // A loop that was split is no loop any more: its two parts are.
  show("unroll what was split:", "not a loop of this stage",
       [](schedule& s, stage_schedule, const axis&, const axis& x) {
         s.split(x, 8);
         s.unroll(x);
       });

  // A stage is computed inside one that uses it; the output can't be inside the stage that it reads.
  show("compute the output inside what it reads:", "requires 'consumer' to use the stage",
       [](schedule& s, stage_schedule framed, const axis& y, const axis&) { s.compute_at(framed, y); });

  // Only the first mistake is reported: what follows it has no effect.
  show("two mistakes:", "positive factor: got -3",
       [](schedule& s, stage_schedule, const axis&, const axis& x) {
         s.split(x, -3);
         s.unroll(s.split(x, 1000).inner);
       });
}
