// Descriptions lowered when the program runs, for back ends that take loop programs then.
#pragma once

#include <vector>

#include <tenon/kernel/describe.hpp>
#include <tenon/runtime/memory.hpp>

namespace tenon::inline TENON_ABI {

/// A description lowered at run time: its loop program and signature.
struct lowered_kernel {
  box<ir::program> program;
  box<signature> facts;
};

/// Lowers a description at run time, for one variant. Throws the sentence of the rule that it
/// breaks.
template <class Description, class... Sizes>
lowered_kernel lower_variant(const assumptions& variant, const target& machine,
                             const Description& description, const Sizes&... sizes) {
  return with_memory("lowering", [&] {
    const size all[] = {size(sizes)..., size(0)};
    lowered_kernel made{box<ir::program>(), box<signature>(signature{})};
    require(build_program<sizeof...(Sizes)>(description, all, machine, *made.program, *made.facts,
                                            variant));
    return made;
  });
}

/// Lowers a description at run time, for the first of its variants (most have only one).
template <class Description, class... Sizes>
lowered_kernel lower_description(const target& machine, const Description& description,
                                 const Sizes&... sizes) {
  return lower_variant({}, machine, description, sizes...);
}

/// Lowers a description at run time, for all of its variants.
template <class Description, class... Sizes>
std::vector<lowered_kernel> lower_variants(const target& machine, const Description& description,
                                           const Sizes&... sizes) {
  std::vector<lowered_kernel> all;
  for (assumptions next; all.empty() || next.count > 0; next = all.back().facts->granted.next()) {
    all.push_back(lower_variant(next, machine, description, sizes...));
  }
  return all;
}

}  // namespace tenon::inline TENON_ABI
