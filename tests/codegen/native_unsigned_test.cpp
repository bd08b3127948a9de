// Operations of unsigned integers and of truth values in compiled kernels.
#include "codegen/native_arithmetic.hpp"

TEST_CASE("uint8") { native_case::check_lanes<std::uint8_t, 0, 16>(); }
TEST_CASE("uint16") { native_case::check_lanes<std::uint16_t, 0, 8>(); }
TEST_CASE("uint32") { native_case::check_lanes<std::uint32_t, 0, 8>(); }
TEST_CASE("uint64") { native_case::check_lanes<std::uint64_t, 0, 2>(); }
TEST_CASE("bool") { native_case::check_lanes<bool, 0, 16>(); }
