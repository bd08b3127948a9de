// explain for kernels that the C++ compiler makes; apart from explain.hpp, so that whoever only
// wants LLVM's needs no xsimd.
#pragma once

#include <tenon/kernel/explain.hpp>
#include <tenon/kernel/kernel.hpp>

namespace tenon::inline TENON_ABI {

/// A kernel's path, schedule and loop program, lowered once more at run time: the same functions
/// give the same program.
template <target Machine, auto Description, size... Sizes>
std::string explain(const kernel_for<Machine, Description, Sizes...>&) {
  return "path: compiled by the C++ compiler, because description and sizes are in the kernel's "
         "type\n\n" +
         explain_for(Machine, Description, Sizes...);
}

}  // namespace tenon::inline TENON_ABI
