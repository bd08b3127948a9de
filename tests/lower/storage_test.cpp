// How far apart the rows of intermediate tensors lie.
#include <doctest/doctest.h>

#include <tenon/lower/lower.hpp>
#include <tenon/schedule/schedule.hpp>

using namespace tenon;

namespace {

/// The stride between rows of the stage "P" of n columns, read by a stencil that runs line by line.
index_t row_stride(index_t n) {
  auto A = input<float>("A", 40, n);
  axis i("i", 38), y("y", 40), j("j", n), x("x", n);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto C = compute("C", {i, j}, P(i, j) + P(i + 2, j));
  auto s = schedule(C);
  box<ir::program> p;
  const lower::symbol_facts facts[max_symbols] = {};
  REQUIRE(lower::lower(s.state(), 0, facts, preset(isa::avx2), *p).ok());
  for (const ir::buffer& b : p->buffers) {
    if (b.label == make_name("P")) return b.strides[0].constant;
  }
  return 0;
}

}  // namespace

TEST_CASE("long rows lie an odd number of cache lines apart") {
  CHECK(row_stride(128) == 9 * 16);
  CHECK(row_stride(140) == 9 * 16);
  CHECK(row_stride(1024) == 65 * 16);
  CHECK(row_stride(4092) == 257 * 16);
}

TEST_CASE("short rows lie close together") {
  CHECK(row_stride(5) == 5);
  CHECK(row_stride(127) == 127);
}
