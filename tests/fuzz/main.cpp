// Random programs × random legal schedules; see campaign.hpp and run.hpp.
//
//   fuzz COUNT [SEED] [--folder F] [--show N]    last line: COUNT cases, M mismatches
//        --units: all cases for a decoupled target
//        --no-llvm leaves LLVM out, --first stops at the first mismatch, --c COMPILER runs printed
//        C too
//   fuzz --replay FILE                           runs one reproducer and shows all about it
//   fuzz --case SEED                             the same for the case of a seed
//   fuzz --native COUNT SEED FOLDER              prints COUNT cases as C++, fifty a file
#include <cstdlib>

#include "campaign.hpp"
#include "source.hpp"

namespace {

using namespace fuzz;

/// Prints the share of cases and whether it keeps to the gate.
bool gate(const char* what, long part, long all, int percent, bool at_least) {
  const double share = all == 0 ? 0 : 100.0 * double(part) / double(all);
  const bool kept = at_least ? share >= percent : share <= percent;
  std::printf("  %-28s %6.1f %%   (%s %d %%)%s\n", what, share, at_least ? "at least" : "at most",
              percent, kept ? "" : "   MISSED");
  return kept;
}

bool print_gates(const tally& t) {
  const long ran = t.cases - t.discarded;
  bool kept = gate("with reductions", t.reductions, ran, 40, true);
  kept &= gate("several stages", t.several, ran, 60, true);
  kept &= gate("with half or bfloat16", t.narrow, ran, 20, true);
  kept &= gate("recurrences", t.recurrent, ran, 5, true);
  kept &= gate("outputs at loops", t.placed_outputs, ran, 2, true);
  kept &= gate("quotients of indices", t.divided, ran, 5, true);
  kept &= gate("gathered indices", t.gathered, ran, 5, true);
  kept &= gate("opaque calls", t.called, ran, 2, true);
  kept &= gate("for a decoupled target", t.decoupled, ran, 6, true);
  kept &= gate("of them on units", t.units, t.decoupled, 70, true);
  kept &= gate("splits that don't divide", t.indivisible, ran, 50, true);
  kept &= gate("four primitives or more", t.four_steps, ran, 50, true);
  kept &= gate("discarded", t.discarded + t.requirement, t.cases, 30, false);
  kept &= gate("mostly zeros", t.weak, ran, 30, false);
  kept &= gate("rows that become columns", t.turned, ran, 2, true);
  kept &= gate("loops run by instructions", t.instructed, ran, 2, true);
  for (int i = 0; i < primitive_count; ++i) {
    const bool is_bound = i >= static_cast<int>(primitive::bind);
    kept &= gate(primitive_names[i], t.with[i], ran, is_bound ? 2 : 5, true);
  }
  for (int i = 0; i < tail_count; ++i) {
    const std::string name = std::string("tail ") + tail_names[i];
    kept &= gate(name.c_str(), t.with_tail[i], ran, 5, true);
  }
  std::printf(
      "  exact data %.1f %%, symbolic extents %.1f %%, machine code ran %.1f %%, bits kept "
      "compared %.1f %%\n",
      100.0 * double(t.exact) / double(ran), 100.0 * double(t.symbolic) / double(ran),
      100.0 * double(t.llvm) / double(ran), 100.0 * double(t.bits_kept) / double(ran));
  std::printf("  loops run by instructions, in cases:");
  for (int i = 1; i < instruction_count; ++i)
    std::printf(" %s %ld", ir::spelling(static_cast<ir::instruction>(i)), t.by_instruction[i]);
  std::printf("\n  intrinsics refused, by what didn't match:");
  for (int i = 0; i < refused_rules; ++i) std::printf(" %s %ld", intrinsic_rule_words[i], t.refused[i]);
  std::printf("\n");
  std::printf(
      "  calls that break a requirement %ld, steps taken back %ld; %.2f ms a case generating, %.2f "
      "in all\n",
      t.requirement, t.taken_back, 1e3 * t.generating / double(t.cases),
      1e3 * t.running / double(t.cases));
  return kept;
}

/// Every two primitives meet in some schedule: prints how often, in thousandths of the cases.
bool print_pairs(const tally& t) {
  const long ran = t.cases - t.discarded;
  bool all = true;
  std::printf("pairs of primitives in one schedule, in thousandths of the cases\n");
  for (int i = 1; i < primitive_count; ++i) {
    std::printf("  %-16s", primitive_names[i]);
    for (int j = 0; j < i; ++j) {
      std::printf(" %3ld", 1000 * t.pairs[i][j] / ran);
      if (t.pairs[i][j] == 0) all = false;
    }
    std::printf("\n");
  }
  for (int i = 1; i < primitive_count; ++i) {
    for (int j = 0; j < i; ++j) {
      if (t.pairs[i][j] == 0) std::printf("  %s and %s never met\n", primitive_names[j], primitive_names[i]);
    }
  }
  return all;
}

int replay(const recipe& r, const run_options& options) {
  std::printf("%s", text(r).c_str());
  std::printf("%s\n", case_runner(r, options).program_text().c_str());
  const outcome o = run_alone(r, options);
  const char* words[] = {"passes", "is refused", "breaks a requirement", "FAILS"};
  std::printf("the case %s %s\n", words[static_cast<int>(o.which)], o.what.c_str());
  return o.which == verdict::pass ? 0 : 1;
}

/// Whether a schedule asks for instructions of the machine.
bool has_instructions(const recipe& r) {
  for (const step& s : r.steps) {
    const bool loops = s.numbers[2] == static_cast<index_t>(intrinsic_bodies_kind::loops);
    if (s.what == primitive::tensorize && !loops) return true;
  }
  return false;
}

/// Whether a case can be compiled for this machine: an instruction may be wider than its registers.
bool lowers_here(recipe r) {
  r.machine = best_isa();
  std::string why;
  return lowers(r, why);
}

/// Writes native_0.cpp, native_1.cpp, …; every fifth case has a schedule that asks for instructions.
/// What all cases of a file share, oracle and interpreter above all, is most of compiling a few.
int print_native(long count, std::uint64_t seed, const std::string& folder) {
  std::vector<recipe> cases;
  int files = 0;
  for (std::uint64_t n = 0; count > 0 || !cases.empty(); ++n) {
    const generated g = generate(seed_of_case(seed, n));
    const bool wanted = cases.size() % 5 < 4 || has_instructions(g.made);
    if (count > 0 && !g.discarded && !g.made.decoupled && wanted && lowers_here(g.made) &&
        run_alone(g.made, {.use_llvm = false}).which == verdict::pass) {
      cases.push_back(g.made);
      --count;
    }
    if (cases.size() < 50 && count > 0) continue;
    std::ofstream(folder + "/native_" + std::to_string(files++) + ".cpp") << native_source(cases);
    cases.clear();
  }
  return 0;
}

bool llvm_is_there() {
  const codegen::llvm_library& llvm = codegen::llvm_library::instance();
  if (!llvm.available()) std::printf("without LLVM: %s\n", llvm.problem.c_str());
  return llvm.available();
}

int run(int count, char** words) {
  campaign_options options;
  options.run.use_llvm = llvm_is_there();
  bool in_oclgrind = false;
  int position = 0;
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const bool more = i + 1 < count;
    if (word == "--replay" && more) return replay(read_recipe(words[i + 1]), options.run);
    if (word == "--case" && more) {
      return replay(generate(std::strtoull(words[i + 1], nullptr, 10), kind_of(options.run)).made, options.run);
    }
    if (word == "--native" && i + 3 < count) {
      return print_native(std::atol(words[i + 1]), std::strtoull(words[i + 2], nullptr, 10),
                          words[i + 3]);
    }
    if (word == "--folder" && more)
      options.folder = words[++i];
    else if (word == "--show" && more)
      options.show = std::atoi(words[++i]);
    else if (word == "--no-llvm")
      options.run.use_llvm = false;
    else if (word == "--c" && more)
      options.run.c_compiler = words[++i];
#if defined(TENON_FUZZ_OPENCL)
    else if (word == "--opencl")
      options.run.on_device = true;
    else if (word == "--oclgrind")
      in_oclgrind = true;
#endif
    else if (word == "--units")
      options.run.on_units = true;
    else if (word == "--bound")
      options.run.bound = true;
    else if (word == "--first")
      options.first = true;
    else if (position++ == 0)
      options.count = std::atol(words[i]);
    else
      options.seed = std::strtoull(words[i], nullptr, 10);
  }
  if (in_oclgrind) {
    return succeeds(command_in_oclgrind(options.folder + "/oclgrind.log") + " --folder " + options.folder + " " +
                    std::to_string(options.count) + " " + std::to_string(options.seed))
               ? 0 : 1;
  }
  campaign all(options);
  const long mismatches = all.run();
  if (options.run.on_device)
    std::printf("%ld cases ran on the device, %ld more failed by a fault of its compiler\n",
                all.seen().device, all.faults_of_device());
  bool all_met = true;
  const bool small = options.count < 200 || kind_of(options.run) != target_kind::any;  // gates are for all kinds of cases
  if (options.count >= 2000 && kind_of(options.run) == target_kind::any) {
    const bool met = print_pairs(all.seen());
    all_met = met || options.count < 20000;  // some pairs come once in a thousand cases
  }
  const bool steady = all.faults_of_device() <= 2 + all.seen().device / 50;
  const bool kept = ((print_gates(all.seen()) && all_met) || small) && steady;
  if (!kept) std::printf("a gate was missed\n");
  std::printf("%ld cases, %ld mismatches\n", static_cast<long>(all.seen().progress), mismatches);
  return mismatches > 0 || !kept ? 1 : 0;
}

}  // namespace

int main(int count, char** words) {
  try {
    return run(count, words);
  } catch (const std::exception& x) {
    std::fprintf(stderr, "fuzz: %s\n", x.what());
    return 2;
  }
}
