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
