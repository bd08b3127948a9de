// From a seed to a recipe: program, schedule, target. Steps that lowering refuses are taken back.
#pragma once

#include "program.hpp"
#include "steps.hpp"
#include "units.hpp"

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

/// Drops a step after which the rest may lower: likely one of the last, but of what a decoupled target needs.
inline bool drop_step(recipe& r, random_source& random) {
  std::vector<std::ptrdiff_t> can;
  for (std::size_t i = 0; i < r.steps.size(); ++i) {
    const primitive what = r.steps[i].what;
    const bool needed = r.decoupled && (what == primitive::set_scope || what == primitive::cache_read);
    if (!needed) can.push_back(static_cast<std::ptrdiff_t>(i));
  }
  if (can.empty()) return false;
  const bool all = r.decoupled;  // that need it are dropped too
  const auto count = static_cast<int>(can.size());
  r.steps.erase(r.steps.begin() + can[static_cast<std::size_t>(count - 1 - random.below(std::min(all ? 6 : 3, count)))]);
  const description d(r);
  for (std::size_t i = 0; all && i < r.steps.size(); ++i) {
    live_schedule live(d);
    bool fits = true;
    for (std::size_t k = 0; k <= i; ++k) fits = live.apply(r.steps[k]);
    if (!fits) r.steps.erase(r.steps.begin() + static_cast<std::ptrdiff_t>(i--));
  }
  return true;
}

/// Which kind of target a case is for.
enum class target_kind { any, bound, device, units };

/// `bound`: for a processor, all loops at the root bound as far as chance allows; `device`: the same for
/// an OpenCL device; `units`: for a decoupled target.
inline generated generate(std::uint64_t seed, target_kind kind = target_kind::any) {
  const bool on_device = kind == target_kind::device;
  const bool bound = on_device || kind == target_kind::bound;
  random_source random(seed);
  generated g;
  g.made.seed = seed;
  g.made.data_seed = random.bits() | 1;
  g.made.machine = random.pick({isa::generic, isa::sse2, isa::avx2, isa::avx2, isa::avx2_fma,
                                isa::avx2_fma, isa::avx512, isa::avx512, isa::avx512});
  g.made.has_dot = random.chance(60);
  const bool decoupled = kind == target_kind::units || (kind == target_kind::any && random.chance(12));
  program_generator(random, g.made).run(!bound && !decoupled);
  if (decoupled) decouple(g.made, random);
  if (!g.made.exact && !decoupled && random.chance(60)) {
    g.made.machine = random.pick({isa::avx2_fma, isa::avx512});  // which round less often
  }
  schedule_generator steps(random, g.made);
  steps.run(bound);
  g.intrinsics_refused = steps.intrinsics_refused();
  if (on_device)
    g.made.machine = isa::opencl;
  else if (!bound && steps.is_bound() && !steps.has_instructions() && random.chance(40)) g.made.machine = random.pick({isa::opencl, isa::cuda});
  if (g.made.steps.size() > schedule_room::max_steps / 2) {  // a schedule remembers no more, and some are two
    g.discarded = true;
    return g;
  }
  for (int tries = 0; !lowers(g.made, g.why); ++tries) {
    if (tries == (decoupled ? 12 : 6) || !drop_step(g.made, random)) {
      g.discarded = true;
      return g;
    }
    ++g.taken_back;
  }
  return g;
}

}  // namespace fuzz
