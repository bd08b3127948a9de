// Kernels as C11 source, for where no C++ compiler is.
#pragma once

#include <tenon/codegen/source/c.hpp>
#include <tenon/kernel/explain.hpp>

namespace tenon::inline TENON_ABI {

/// The source file of a kernel for `machine`, whose lanes and fma it spells out. A kernel with
/// variants has a function for each, tenon_NAME_0, …, under the sizes that it is for. Throws the
/// sentence of a rule that the description breaks.
template <class Description, class... Sizes>
std::string c_source_for(const target& machine, const Description& description,
                         const Sizes&... sizes) {
  source::c_file file;
  const std::vector<lowered_kernel> variants = lower_variants(machine, description, sizes...);
  for (std::size_t v = 0; v < variants.size(); ++v) {
    const assumptions& granted = variants[v].facts->granted;
    if (granted.count > 0) file.add_comment(text_of(granted));
    file.add(*variants[v].program, variants.size() > 1 ? "_" + std::to_string(v) : "");
  }
  return file.text();
}

/// The same for the target of this translation unit.
template <class Description, class... Sizes>
std::string c_source(const Description& description, const Sizes&... sizes) {
  return c_source_for(compiled_target(), description, sizes...);
}

}  // namespace tenon::inline TENON_ABI
