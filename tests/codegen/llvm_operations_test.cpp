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

TEST_CASE("float") { run_everywhere<float>(); }
TEST_CASE("double") { run_everywhere<double>(); }
TEST_CASE("int8") { run_everywhere<std::int8_t>(); }
TEST_CASE("int16") { run_everywhere<std::int16_t>(); }
TEST_CASE("int32") { run_everywhere<std::int32_t>(); }
TEST_CASE("int64") { run_everywhere<std::int64_t>(); }
TEST_CASE("uint8") { run_everywhere<std::uint8_t>(); }
TEST_CASE("uint16") { run_everywhere<std::uint16_t>(); }
TEST_CASE("uint32") { run_everywhere<std::uint32_t>(); }
TEST_CASE("uint64") { run_everywhere<std::uint64_t>(); }
TEST_CASE("bool") { run_everywhere<bool>(); }
