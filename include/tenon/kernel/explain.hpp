// explain: what a kernel is and why: schedule, loop program, the path that calls take, and for
// LLVM the IR and the assembly.
#pragma once

#include <tenon/ir/print.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/schedule/print.hpp>

namespace tenon::inline TENON_ABI {

/// Which calls a variant is for; empty when it is for all.
inline std::string text_of(const assumptions& granted) {
  std::string said;
  for (int i = 0; i < granted.count; ++i) {
    const assumption& a = granted.all[i];
    said += (i > 0 ? ", n" : "variant for n") + std::to_string(a.symbol) +
            (a.holds ? " <= " : " > ") + std::to_string(a.bound);
  }
  return said;
}

/// The schedule that a description makes, as text; of one variant of its kernel.
template <class Description, class... Sizes>
std::string explain_schedule(const assumptions& variant, const target& machine,
                             const Description& description, const Sizes&... sizes) {
  const size all[] = {size(sizes)..., size(0)};
  extent extents[sizeof...(Sizes) + 1];
  questions asked(variant);
  int symbols = 0;
  for (std::size_t k = 0; k < sizeof...(Sizes); ++k) {
    if (all[k].is_dynamic()) asked.promise(symbols, all[k].bound);
    extents[k] = all[k].is_dynamic() ? extent::symbol(symbols++) : extent(all[k].value);
  }
  const schedule s =
      describe(description, context{machine, &asked}, extents, std::index_sequence_for<Sizes...>());
  require(s.state().problem);
  bool reassociates = false;
  for (int i = 0; i < s.state().count; ++i)
    reassociates = reassociates || s.state().stages[i]->reassociates;
  return "schedule for " + std::string(spelling(machine.set)) + "\n" +
         schedule_room::print(s.state()) +
         (reassociates ? "reductions are reassociated: equal to the definition on exact data only\n"
                       : "every step is bit-preserving\n");
}

/// A description for the given sizes and target: its schedule and its loop program, of each
/// variant.
template <class Description, class... Sizes>
std::string explain_for(const target& machine, const Description& description,
                        const Sizes&... sizes) {
  std::string said;
  for (const lowered_kernel& k : lower_variants(machine, description, sizes...)) {
    const assumptions& granted = k.facts->granted;
    if (!said.empty()) said += "\n";
    if (granted.count > 0) said += text_of(granted) + "\n";
    said += explain_schedule(granted, machine, description, sizes...) + "\nloop program\n" +
            ir::print(*k.program);
  }
  return said;
}

/// The same for the target of this translation unit.
template <class Description, class... Sizes>
std::string explain(const Description& description, const Sizes&... sizes) {
  return explain_for(compiled_target(), description, sizes...);
}

/// A kernel that LLVM compiled: its loop program, the path, its IR and its assembly, of each
/// variant.
inline std::string explain(const jit_kernel& k) {
  std::string said = "path: compiled by the bundled LLVM, because it was made by jit(…)\n";
  for (const jit_variant& v : k.variants()) {
    const assumptions& granted = v.lowered.facts->granted;
    if (granted.count > 0) said += "\n" + text_of(granted) + "\n";
    said += "\nloop program\n" + ir::print(*v.lowered.program) + "\nLLVM IR\n" +
            v.code.text(codegen::compiled_text::optimized) + "\nassembly\n" +
            v.code.text(codegen::compiled_text::assembly);
  }
  return said;
}

}  // namespace tenon::inline TENON_ABI
