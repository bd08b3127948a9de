// Operations of signed integers in compiled kernels.
#include "codegen/native_arithmetic.hpp"

TEST_CASE("int8") { native_case::check_lanes<std::int8_t, 0, 16>(); }
TEST_CASE("int16") { native_case::check_lanes<std::int16_t, 0, 6>(); }
TEST_CASE("int32") { native_case::check_lanes<std::int32_t, 0, 8>(); }
TEST_CASE("int64") { native_case::check_lanes<std::int64_t, 0, 4>(); }
