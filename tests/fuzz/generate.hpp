// From a seed to a recipe: program, schedule, target. Steps that lowering refuses are taken back.
#pragma once

#include "program.hpp"
#include "steps.hpp"

namespace fuzz {

/// How a recipe came about.
struct generated {
  recipe made;
  bool discarded = false;  ///< lowering refused it whatever was taken back
  int taken_back = 0;      ///< steps that were dropped for that
  std::map<rule, long> intrinsics_refused;  ///< by lowering, each taken back at once
  std::string why;
};

inline bool lowers(const recipe& r, std::string& why) {
  const description d(r);
  live_schedule live(d);
  for (const step& s : r.steps) {
    if (live.apply(s)) continue;
    why = live.ok() ? "a step names what isn't there" : explain(live.state().problem);
    return false;
  }
  box<ir::program> p;
  const finding f = lower::lower(live.state(), static_cast<int>(d.symbols().size()), d.facts(),
                                 r.target(), *p);
  if (f.ok()) return true;
  why = explain(f);
  return false;
}

/// `on_device`: for an OpenCL device, all loops at the root bound as far as chance allows.
inline generated generate(std::uint64_t seed, bool on_device = false) {
  random_source random(seed);
  generated g;
  g.made.seed = seed;
  g.made.data_seed = random.bits() | 1;
  g.made.machine = random.pick({isa::generic, isa::sse2, isa::avx2, isa::avx2, isa::avx2_fma,
                                isa::avx2_fma, isa::avx512, isa::avx512, isa::avx512});
  g.made.has_dot = random.chance(60);
  program_generator(random, g.made).run(!on_device);
  if (!g.made.exact && random.chance(60)) {
    g.made.machine = random.pick({isa::avx2_fma, isa::avx512});  // which round less often
  }
  schedule_generator steps(random, g.made);
  steps.run(on_device);
  g.intrinsics_refused = steps.intrinsics_refused();
  if (on_device)
    g.made.machine = isa::opencl;
  else if (steps.is_bound() && !steps.has_instructions() && random.chance(40)) g.made.machine = random.pick({isa::opencl, isa::cuda});
  for (int tries = 0; !lowers(g.made, g.why); ++tries) {
    if (g.made.steps.empty() || tries == 6) {
      g.discarded = true;
      return g;
    }
    // the step that matters is likely one of the last; drop it and all that need what it made
    const int drop = static_cast<int>(g.made.steps.size()) - 1 -
                     random.below(std::min<int>(3, static_cast<int>(g.made.steps.size())));
    g.made.steps.erase(g.made.steps.begin() + drop);
    ++g.taken_back;
  }
  return g;
}

}  // namespace fuzz
