// Many cases: batches in children, what was generated, what was found.
#pragma once

#include <cstdlib>
#include <filesystem>

#include "generate.hpp"
#include "oclgrind.hpp"
#include "shrink.hpp"
#include "text.hpp"

namespace fuzz {

/// The rules of lowering by which an intrinsic is refused, as campaigns count them; last: others.
inline constexpr rule intrinsic_rules[] = {rule::tensorize_target,    rule::tensorize_body,
                                           rule::tensorize_exchanged, rule::tensorize_extent,
                                           rule::tensorize_nest,      rule::tensorize_result,
                                           rule::tensorize_type,      rule::tensorize_operation,
                                           rule::tensorize_step};
inline constexpr const char* intrinsic_rule_words[] = {"target", "body",      "exchanged", "extent", "nest",
                                                       "result", "type",      "operation", "step",   "others"};
inline constexpr int refused_rules = 10;
inline constexpr int instruction_count = static_cast<int>(ir::last_instruction) + 1;

/// What a campaign saw; children write it.
struct tally {
  volatile long progress;  ///< cases begun
  long cases, discarded, requirement, failures, weak, llvm, bits_kept, exact, turned;
  long reductions, several, indivisible, four_steps, symbolic, taken_back;
  long device, narrow, recurrent, divided, gathered, called, instructed, decoupled, units, placed_outputs;
  long by_instruction[instruction_count];
  long refused[refused_rules];  ///< intrinsics, by rule
  long with[primitive_count];
  long pairs[primitive_count][primitive_count];  ///< schedules with both
  long with_tail[tail_count];
  double generating, running;
  bool failed;  ///< the present case failed, with `what`
  char what[1024];
};

/// Whether a split of a schedule leaves a rest: extents of whole tensors, followed by name.
inline bool has_indivisible_split(const recipe& r) {
  std::vector<std::pair<std::string, index_t>> known;
  const auto find = [&](const std::string& stage, const std::string& loop) -> index_t {
    for (auto i = known.rbegin(); i != known.rend(); ++i) {
      if (i->first == stage + "/" + loop) return i->second;
    }
    return -1;
  };
  for (const tensor_recipe& t : r.tensors) {
    for (const axis_recipe& a : t.axes) known.push_back({t.name + "/" + a.name, r.number(a.range)});
    for (int d = 0; d < t.rank; ++d)
      known.push_back({t.name + ".c/d" + std::to_string(d), r.number(t.extent(d))});
  }
  bool found = false;
  const auto split = [&](const step& s, std::size_t l, index_t factor, bool parts) {
    const index_t n = find(s.stage, s.loops[l]);
    if (n < 0 || factor < 1) return;
    found = found || n % factor != 0;
    known.push_back({s.stage + "/" + s.loops[l] + ".o", parts ? factor : ceil_div(n, factor)});
    known.push_back({s.stage + "/" + s.loops[l] + ".i", parts ? ceil_div(n, factor) : factor});
  };
  for (const step& s : r.steps) {
    if (s.what == primitive::split) split(s, 0, s.numbers[0], false);
    if (s.what == primitive::split_parts) split(s, 0, s.numbers[0], true);
    if (s.what == primitive::tile) {
      split(s, 0, s.numbers[0], false);
      split(s, 1, s.numbers[1], false);
    }
    if (s.what == primitive::fuse) {
      const index_t a = find(s.stage, s.loops[0]);
      const index_t b = find(s.stage, s.loops[1]);
      if (a >= 0 && b >= 0) known.push_back({s.stage + "/" + s.loops[0] + ".f", a * b});
    }
  }
  return found;
}

inline void count(tally& t, const recipe& r) {
  bool reduces = false;
  bool narrow = false;
  bool recurs = false;
  bool divides = false;
  bool gathers = false;
  bool calls = false;
  int stages = 0;
  for (const tensor_recipe& x : r.tensors) {
    stages += x.is_input() ? 0 : 1;
    narrow = narrow || is_narrow_float(x.type);
    recurs = recurs || !x.closes.empty();
    divides = divides || !x.quotients.empty();
    gathers = gathers || !x.picks.empty();
    calls = calls || x.calls >= 0;
    reduces = reduces || x.reduce != reducer_kind::none;
  }
  t.reductions += reduces;
  t.narrow += narrow;
  t.recurrent += recurs;
  t.divided += divides;
  t.gathered += gathers;
  t.called += calls;
  t.decoupled += r.decoupled;
  t.several += stages > 1;
  t.indivisible += has_indivisible_split(r);
  t.four_steps += r.steps.size() >= 4;
  t.exact += r.exact;
  bool symbolic = false;
  for (const size_recipe& s : r.sizes) symbolic = symbolic || !s.fixed;
  t.symbolic += symbolic;
  bool used[primitive_count] = {};
  bool placed = false;  // an output, at another stage's loop
  bool tails[tail_count] = {};
  for (const step& s : r.steps) {
    used[static_cast<int>(s.what)] = true;
    const bool places = s.what == primitive::compute_at || s.what == primitive::reverse_compute_at;
    const int at = places ? r.find(s.what == primitive::compute_at ? s.stage : s.other) : -1;
    placed = placed || (at >= 0 && r.tensors[static_cast<std::size_t>(at)].output);
    if (s.what == primitive::split || s.what == primitive::tile)
      tails[static_cast<int>(s.at_end)] = true;
  }
  t.placed_outputs += placed;
  for (int i = 0; i < primitive_count; ++i) t.with[i] += used[i];
  for (int i = 0; i < primitive_count; ++i) {
    for (int j = 0; j < i; ++j) t.pairs[i][j] += used[i] && used[j];
  }
  for (int i = 0; i < tail_count; ++i) t.with_tail[i] += tails[i];
}

inline target_kind kind_of(const run_options& options) {
  return options.on_device  ? target_kind::device
         : options.on_units ? target_kind::units
         : options.bound    ? target_kind::bound
                            : target_kind::any;
}

/// One case of a campaign, in a child.
inline void run_case(tally& t, std::uint64_t seed, const run_options& options) {
  t.failed = false;
  const double start = seconds_now();
  const generated g = generate(seed, kind_of(options));
  t.taken_back += g.taken_back;
  for (const auto& [which, times] : g.intrinsics_refused)
    t.refused[std::find(std::begin(intrinsic_rules), std::end(intrinsic_rules), which) - intrinsic_rules] += times;
  t.generating += seconds_now() - start;
  ++t.cases;
  if (g.discarded) {
    ++t.discarded;
    return;
  }
  count(t, g.made);
  recipe r = g.made;
  outcome o = run_here(r, options);
  for (int again = 0; again < 2 && o.which == verdict::pass && o.weak; ++again) {
    r.data_seed = r.data_seed * 31 + 7;
    o = run_here(r, options);
  }
  t.running += seconds_now() - start;
  t.weak += o.weak;
  t.llvm += o.llvm;
  t.bits_kept += o.bits_kept;
  t.turned += o.turned;
  t.device += o.device;
  t.instructed += o.instructions != 0;
  for (int i = 0; i < instruction_count; ++i) t.by_instruction[i] += o.instructions >> i & 1;
  t.units += o.units;
  t.discarded += o.which == verdict::refused;
  t.requirement += o.which == verdict::requirement;
  if (o.which != verdict::failure) return;
  t.failed = true;
  std::snprintf(t.what, sizeof t.what, "%s", o.what.c_str());
}

/// Choices of a campaign.
struct campaign_options {
  std::uint64_t seed = 1;
  long count = 100;
  int show = 10;       ///< failures that are shrunk and written
  bool first = false;  ///< stop at the first mismatch, without shrinking it
  double shrink_seconds = 40;
  std::string folder = ".";
  run_options run;
};

class campaign {
 public:
  explicit campaign(const campaign_options& options) : options_(options) {
    std::filesystem::create_directories(options_.folder);
  }

  /// Runs all cases; the number of mismatches.
  long run() {
    long next = 0;
    while (next < options_.count) {
      const long last = next + 200 < options_.count ? next + 200 : options_.count;
      const ending end = run_child(
          [&] {
            for (long n = next; n < last; ++n) {
              tally_->progress = n + 1;
              run_case(*tally_, seed_of_case(options_.seed, static_cast<std::uint64_t>(n)),
                       options_.run);
              if (tally_->failed) _exit(3);
            }
          },
          tally_->progress, options_.run.on_device ? 40 : 150);
      if (end.is_clean()) {
        next = last;
        if (next % 2000 == 0) std::printf("%ld cases so far\n", next);
        continue;
      }
      next = tally_->progress;
      const std::uint64_t seed = seed_of_case(options_.seed, static_cast<std::uint64_t>(next - 1));
      const std::string what = tally_->failed ? tally_->what : "crash: " + end.text();
      tally_->failed = false;
      if (options_.run.on_device && is_fault_of_device(seed)) {
        ++faults_of_device_;
        std::printf("a fault of the device's compiler, seed %llu: %s\n", static_cast<unsigned long long>(seed),
                    what.c_str());
        continue;
      }
      ++tally_->failures;
      found(seed, what);
      if (options_.first) break;
    }
    return tally_->failures;
  }

  const tally& seen() { return *tally_; }
  /// Cases that failed on the device by its compiler.
  long faults_of_device() const { return faults_of_device_; }

 private:
  const campaign_options options_;
  shared<tally> tally_;
  int shown_ = 0;
  long faults_of_device_ = 0;

  /// Whether a case that failed on the device fails by its compiler. PoCL loops over work items and splits
  /// these loops at barriers, and at others that it adds itself: it may never come to an end with that, and
  /// what it makes may never end, skip what follows or be wrong. Such a case passes in Oclgrind with
  /// all data that a campaign may have tried, without a race, and without reading what nobody wrote.
  bool is_fault_of_device(std::uint64_t seed) const {
    recipe r = generate(seed, kind_of(options_.run)).made;
    for (int again = 0; again < 3; ++again) {
      if (!passes_in_oclgrind(r)) return false;
      r.data_seed = r.data_seed * 31 + 7;
    }
    return true;
  }

  void found(std::uint64_t seed, const std::string& what) {
    std::printf("MISMATCH seed %llu: %s\n", static_cast<unsigned long long>(seed), what.c_str());
    std::fflush(stdout);
    if (options_.first || shown_++ >= options_.show) return;
    const std::string path = options_.folder + "/case_" + std::to_string(seed) + ".txt";
    shared<single> s;
    run_child([&] { shrink(seed, path); }, s->progress, options_.shrink_seconds + 60);
  }

  void shrink(std::uint64_t seed, const std::string& path) {
    const generated g = generate(seed, kind_of(options_.run));
    recipe r = g.made;
    outcome o = run_alone(r, options_.run);
    for (int again = 0; again < 2 && o.which == verdict::pass; ++again) {
      r.data_seed = r.data_seed * 31 + 7;
      o = run_alone(r, options_.run);
    }
    if (o.which == verdict::failure)
      r = shrinker(r, options_.run, o, options_.shrink_seconds).run();
    std::ofstream(path) << text(r);
    std::printf("  shrunk to %s: %zu tensors, %zu steps; replay with --replay\n", path.c_str(),
                r.tensors.size(), r.steps.size());
  }
};

}  // namespace fuzz
