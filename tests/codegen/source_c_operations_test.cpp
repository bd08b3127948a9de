// Every operation on every element type as printed C, by each C compiler that is here.
#include "codegen/compiled_c.hpp"
#include "codegen/operations.hpp"

namespace {

using namespace tenon;

template <class T>
void run_everywhere() {
  for (const std::string& compiler : compiled::c_compilers()) {
    CAPTURE(compiler);
    const auto by_c = [&](const ir::program& p, const kernel_call& call) {
      compiled::c_code(compiler, p)(call);
      return true;
    };
    for (const bool vector : {false, true}) operations::check<T>(isa::avx2_fma, vector, by_c);
  }
}

}  // namespace

TEST_CASE_TEMPLATE("every operation", T, OPERATIONS_TYPES) { run_everywhere<T>(); }
