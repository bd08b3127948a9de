// Casts of half and bfloat16 by LLVM for every instruction set that this machine runs, by the
// interpreter, and by each C compiler that is here.
#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/codegen/llvm/library.hpp>

#include "codegen/compiled_c.hpp"
#include "codegen/narrow.hpp"

using namespace tenon;

TEST_CASE_TEMPLATE("by LLVM", T, half, bfloat16) {
  for (isa set :
       {isa::generic, isa::sse2, isa::sse4_2, isa::avx, isa::avx2, isa::avx2_fma, isa::avx512}) {
    for (int lanes : {0, 2, 8, 16, 64}) {
      narrow_casts::check<T>(set, lanes, [](const ir::program& p, const kernel_call& call) {
        const codegen::compiled_function f(p);
        if (!f.is_runnable()) return false;
        f(call);
        return true;
      });
    }
  }
}

TEST_CASE_TEMPLATE("by the interpreter", T, half, bfloat16) {
  narrow_casts::check<T>(isa::avx512, 16, [](const ir::program& p, const kernel_call& call) {
    interpret(p, call);
    return true;
  });
}

TEST_CASE_TEMPLATE("by printed C", T, half, bfloat16) {
  for (const std::string& compiler : compiled::c_compilers()) {
    CAPTURE(compiler);
    narrow_casts::check<T>(isa::avx512, 8, [&](const ir::program& p, const kernel_call& call) {
      compiled::c_code(compiler, p)(call);
      return true;
    });
  }
}
