// What every benchmark program is made of: cases, the subjects that compete in them, and a suite
// that checks each subject, times all of them interleaved and prints who is how much faster.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bench {

/// Whose code a subject is: ratios are taken of `ours` to the best `peer`. `machine` is a limit: a part of
/// the work that none can leave out, so that there is no result to check.
enum class role { ours, peer, beside, machine };

/// Something that can be run again and again on the operands it was prepared for.
using runner = std::function<void()>;

/// One competitor in a case.
struct subject {
  std::string name;                 ///< as in the result's name NAME/case/subject
  role who = role::peer;            ///< `beside` is shown but is nobody's best peer
  std::function<runner()> prepare;  ///< an empty runner: this subject can't do the case
  std::string baseline_of = {};     ///< a subject: its speed ÷ this one's is shown too
};

/// One piece of work that all its subjects do on the same operands.
struct work {
  std::string group;        ///< cases of a group share a table and a geometric mean
  std::string name;         ///< as in NAME/case/subject
  int threads = 1;          ///< processors that a subject may use
  double flops = 0;         ///< of one run; 0: the table shows milliseconds
  int float_bits = 32;      ///< which FMA peak the share is taken of
  std::function<void()> poison;        ///< destroys the result, so that a stale one is noticed
  std::function<std::string()> check;  ///< empty when the result is right, else what is wrong
  std::vector<subject> subjects;
};

/// A benchmark program: add cases, then run.
class suite {
 public:
  /// `name` is the first word of every result; flags are Google Benchmark's.
  suite(std::string name, int argc, char** argv);
  ~suite();

  /// Adds a case with its subjects.
  void add(work w);

  /// Prepares and checks every subject, times those that are right, prints the tables.
  /// @return 0, or 1 when a subject computed something wrong.
  int run();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Lets the calling thread, and threads it starts later, run on the first `count` processors that
/// the process was given.
void pin(int count);

}  // namespace bench
