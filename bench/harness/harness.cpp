#include "harness.hpp"

#include <benchmark/benchmark.h>
#include <sched.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <regex>
#include <set>
#include <utility>

#include "machine.hpp"
#include "report.hpp"

namespace bench {
namespace {

// The processors that the process was given, read before anything is pinned.
const cpu_set_t& given_processors() {
  static const cpu_set_t given = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    sched_getaffinity(0, sizeof set, &set);
    return set;
  }();
  return given;
}

// Wall time unless TENON_BENCH_CLOCK=cpu: processor time is what a machine shared with other work
// can still measure, for cases of one thread.
bool use_cpu_clock() {
  const char* clock = std::getenv("TENON_BENCH_CLOCK");
  return clock != nullptr && std::strcmp(clock, "cpu") == 0;
}

// Keeps the samples for our tables; the JSON file is written by Google Benchmark.
class collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration || run.error_occurred) continue;
      const std::string& name = run.run_name.function_name;
      const double wall = run.real_accumulated_time / static_cast<double>(run.iterations);
      const double busy = run.counters.at("process_seconds").value;
      const bool alone = run.counters.at("threads").value == 1;
      times[name].push_back(use_cpu_clock() && alone ? busy : wall);
      // A second thread in a case of one would be an unfair help.
      if (alone && busy > 1.2 * wall) helped.insert(name);
    }
  }

  results times;
  std::set<std::string> helped;
};

// Processor seconds of the whole process, all its threads.
double process_seconds() {
  timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

void time_it(const std::string& name, int threads, double flops, double bytes, runner run) {
  benchmark::RegisterBenchmark(name.c_str(), [=](benchmark::State& state) {
    pin(threads);
    const double start = process_seconds();
    for (auto _ : state) run();
    state.counters["process_seconds"] =
        (process_seconds() - start) / static_cast<double>(state.iterations());
    state.counters["threads"] = threads;
    if (flops > 0) state.counters["flops"] = flops;
    if (bytes > 0) state.counters["bytes"] = bytes;
  });
}

// Runs once on a destroyed result and says what is wrong with the new one.
std::string first_run(const work& w, const runner& run) {
  if (w.poison) w.poison();
  run();
  return w.check ? w.check() : std::string();
}

}  // namespace

void pin(int count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int cpu = 0; cpu < CPU_SETSIZE && count > 0; ++cpu) {
    if (!CPU_ISSET(cpu, &given_processors())) continue;
    CPU_SET(cpu, &set);
    --count;
  }
  sched_setaffinity(0, sizeof set, &set);
}

struct suite::state {
  std::string name;
  std::string filter = ".*";
  std::vector<std::string> flags;
  std::vector<work> cases;
  int wrong = 0;

  void prepare(const work& w, const std::regex& wanted) {
    for (const subject& s : w.subjects) {
      const std::string full = name + "/" + w.name + "/" + s.name;
      if (!std::regex_search(full, wanted)) continue;
      pin(w.threads);
      runner run = s.prepare ? s.prepare() : runner();
      if (!run) continue;
      const std::string complaint = s.who == role::machine ? "" : first_run(w, run);
      if (complaint.empty()) {
        time_it(full, w.threads, w.flops, 0, std::move(run));
      } else {
        std::printf("WRONG %s: %s\n", full.c_str(), complaint.c_str());
        ++wrong;
      }
    }
  }
};

suite::suite(std::string name, int argc, char** argv) : state_(new state) {
  given_processors();
  state_->name = std::move(name);
  state_->flags = {argv[0], "--benchmark_enable_random_interleaving=true",
                   "--benchmark_repetitions=9", "--benchmark_min_time=0.05"};
  const std::string filter = "--benchmark_filter=";
  for (int i = 1; i < argc; ++i) {
    const std::string flag = argv[i];
    if (flag.rfind(filter, 0) == 0) {
      state_->filter = flag.substr(filter.size());
    } else {
      state_->flags.push_back(flag);
    }
  }
}

suite::~suite() = default;

void suite::add(work w) { state_->cases.push_back(std::move(w)); }

int suite::run() {
  const std::regex wanted(state_->filter);
  for (const limit& l : machine_limits()) {
    time_it(state_->name + "/machine/" + l.name, l.threads, l.flops, l.bytes, l.run);
  }
  for (const work& w : state_->cases) state_->prepare(w, wanted);

  std::vector<char*> flags;
  for (std::string& flag : state_->flags) flags.push_back(flag.data());
  int count = static_cast<int>(flags.size());
  benchmark::Initialize(&count, flags.data());
  if (benchmark::ReportUnrecognizedArguments(count, flags.data())) return 2;
  benchmark::AddCustomContext("compiler", __VERSION__);
  benchmark::AddCustomContext("clock", use_cpu_clock() ? "cpu" : "real");
  collector seen;
  benchmark::RunSpecifiedBenchmarks(&seen);
  print_tables(state_->name, state_->cases, seen.times);
  for (const std::string& name : seen.helped) {
    std::printf("\nWARNING: %s used more than one thread\n", name.c_str());
  }
  if (state_->wrong > 0) std::printf("\n%d subjects were wrong and not timed\n", state_->wrong);
  return state_->wrong > 0 ? 1 : 0;
}

}  // namespace bench
