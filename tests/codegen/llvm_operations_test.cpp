// Every operation on every element type by LLVM, for every instruction set that this machine runs.
#include <tenon/codegen/llvm/library.hpp>

#include "codegen/operations.hpp"

namespace {

using namespace tenon;

bool by_llvm(const ir::program& p, const kernel_call& call) {
  const codegen::compiled_function f(p);
  if (!f.is_runnable()) return false;
  f(call);
  return true;
}

template <class T>
void run_everywhere() {
  for (isa set : {isa::generic, isa::sse2, isa::sse4_2, isa::avx, isa::avx2, isa::avx2_fma,
                  isa::avx512, isa::neon64}) {
    const bool x86 = set >= isa::sse2 && set <= isa::avx512;
#if defined(__x86_64__)
    if (set == isa::neon64) continue;
#else
    if (x86) continue;
#endif
    for (bool vector : {false, true}) {
      if (!vector && x86 && set != isa::sse2 && set != isa::avx512) continue;
      operations::check<T>(set, vector, by_llvm);
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE("every operation", T, OPERATIONS_TYPES) { run_everywhere<T>(); }
