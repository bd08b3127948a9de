// explain: what a kernel is and why: schedule, loop program, the path that calls take, and for
// LLVM the IR and the assembly.
#pragma once

#include <tenon/ir/print.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/schedule/print.hpp>

namespace tenon::inline TENON_ABI {

/// The schedule that a description makes, as text.
template <class Description, class... Sizes>
std::string explain_schedule(const target& machine, const Description& description,
                             const Sizes&... sizes) {
  const size all[] = {size(sizes)..., size(0)};
  extent extents[sizeof...(Sizes) + 1];
  int symbols = 0;
  for (std::size_t k = 0; k < sizeof...(Sizes); ++k) {
    extents[k] = all[k].is_dynamic() ? extent::symbol(symbols++) : extent(all[k].value);
  }
  const schedule s = describe(description, machine, extents, std::index_sequence_for<Sizes...>());
  require(s.state().problem);
  bool reassociates = false;
  for (int i = 0; i < s.state().count; ++i)
    reassociates = reassociates || s.state().stages[i]->reassociates;
  return "schedule for " + std::string(spelling(machine.set)) + "\n" +
         schedule_room::print(s.state()) +
         (reassociates ? "reductions are reassociated: equal to the definition on exact data only\n"
                       : "every step is bit-preserving\n");
}

/// A description for the given sizes and target: its schedule and its loop program.
template <class Description, class... Sizes>
std::string explain_for(const target& machine, const Description& description,
                        const Sizes&... sizes) {
  return explain_schedule(machine, description, sizes...) + "\nloop program\n" +
         ir::print(*lower_description(machine, description, sizes...).program);
}

/// The same for the target of this translation unit.
template <class Description, class... Sizes>
std::string explain(const Description& description, const Sizes&... sizes) {
  return explain_for(compiled_target(), description, sizes...);
}

/// A kernel that LLVM compiled: its loop program, the path, its IR and its assembly.
inline std::string explain(const jit_kernel& k) {
  return "path: compiled by the bundled LLVM, because it was made by jit(…)\n\nloop program\n" +
         ir::print(k.program()) + "\nLLVM IR\n" + k.code().text(codegen::compiled_text::optimized) +
         "\nassembly\n" + k.code().text(codegen::compiled_text::assembly);
}

}  // namespace tenon::inline TENON_ABI
