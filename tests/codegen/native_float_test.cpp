// Floating-point operations in compiled kernels: scalar loops, whole registers, several registers,
// and lanes that no register divides well.
#include "codegen/native_arithmetic.hpp"

TEST_CASE("float") { native_case::check_lanes<float, 0, 16, 6>(); }
TEST_CASE("double") { native_case::check_lanes<double, 0, 4, 24>(); }
