// How far apart the rows of intermediate tensors lie.
#include <doctest/doctest.h>

#include <algorithm>

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

namespace {

/// A stage of 8 rows of n columns with aligned strides, on a machine; the program and the finding.
struct aligned_case {
  box<ir::program> p;
  finding found;
  aligned_case(isa set, index_t n, index_t factor, index_t offset, int dimension = 0, index_t pack = 0) {
    auto A = input<float>("A", 8, n);
    axis i("i", 8), j("j", n), y("y", 8), x("x", n);
    auto P = compute("P", {y, x}, A(y, x) * 2);
    auto C = compute("C", {i, j}, P(i, j) + 1);
    auto s = schedule(C);
    auto [io, ii] = s.split(i, 8);
    s.reorder(io, ii, j).bind(io, hardware_axis::block_x).bind(ii, hardware_axis::thread_x);
    auto [yo, yi] = s[P].split(y, 8);
    s[P].reorder(yi, yo, x).bind(yi, hardware_axis::thread_x).compute_at(s, io);
    if (pack > 0) s[P].pack(1, pack);
    s[P].storage_align(dimension, factor, offset);
    const lower::symbol_facts facts[max_symbols] = {};
    found = lower::lower(s.state(), 0, facts, preset(set), *p);
  }
  ir::buffer stage() const {
    for (const ir::buffer& b : p->buffers) {
      if (b.label == make_name("P")) return b;
    }
    return {};
  }
};

}  // namespace

TEST_CASE("a stride is rounded up to what it was aligned to, and no further") {
  for (index_t n : {1, 15, 16, 17, 40}) {
    for (index_t offset : {0, 1, 7, 15}) {
      const aligned_case c(isa::cuda, n, 16, offset);
      REQUIRE(c.found.ok());
      const index_t stride = c.stage().strides[0].constant;
      CHECK(stride % 16 == offset);
      CHECK(stride >= n);
      CHECK(stride < n + 16);
      CHECK(c.stage().size.constant == 8 * stride);
    }
  }
}

TEST_CASE("parts of dimensions lie in the order of the layout, the last block in full") {
  auto A = input<float>("A", 6, 21);
  axis i("i", 6), j("j", 21), y("y", 6), x("x", 21);
  auto P = compute("P", {y, x}, A(y, x) * 2);
  auto s = schedule(compute("C", {i, j}, P(i, j) + 1));
  s[P].transform_layout(floordiv(x, 16), floordiv(y, 4), mod(floordiv(x, 8), 2), mod(y, 4), mod(x, 8));
  box<ir::program> p;
  const lower::symbol_facts facts[max_symbols] = {};
  REQUIRE(lower::lower(s.state(), 0, facts, preset(isa::avx2), *p).ok());
  const ir::buffer& b = *std::find_if(p->buffers.begin(), p->buffers.end(),
                                      [](const ir::buffer& x) { return x.label == make_name("P"); });
  const index_t extents[] = {2, 2, 2, 4, 8};
  REQUIRE(b.rank == 5);
  for (int d = 0; d < 5; ++d) CHECK(b.extents[d] == ir::make_affine(extents[d]));
  CHECK(b.size == ir::make_affine(2 * 2 * 2 * 4 * 8));
}

TEST_CASE("parts that don't make up an index once are refused") {
  auto A = input<float>("A", 6, 21);
  axis i("i", 6), j("j", 21), y("y", 6), x("x", 21);
  const auto found = [&](const auto&... parts) {
    auto P = compute("P", {y, x}, A(y, x) * 2);
    auto s = schedule(compute("C", {i, j}, P(i, j) + 1));
    s[P].transform_layout(parts...);
    return s.state().problem.which;
  };
  const auto part = [&](index_t divisor, index_t modulus) { return mod(floordiv(x, divisor), modulus); };
  CHECK(found(y, x) == rule::none);
  CHECK(found(floordiv(x, 8), mod(x, 8), y) == rule::none);
  CHECK(found(mod(x, 2), y, floordiv(x, 2)) == rule::none);
  CHECK(found(floordiv(x, 6), floordiv(mod(x, 6), 2), mod(mod(x, 6), 2), y) == rule::none);
  CHECK(found(floordiv(floordiv(x, 2), 3), part(2, 3), mod(x, 2), y) == rule::none);
  CHECK(found(floordiv(x, 1), mod(x, 1), y) == rule::none);
  for (const rule r :
       {found(y), found(y, x, x), found(y, floordiv(x, 8)), found(y, mod(x, 8)), found(y, floordiv(x, 8), mod(x, 4)),
        found(y, floordiv(x, 8), mod(x, 8), mod(x, 8)), found(y, floordiv(x, 0), mod(x, 8)),
        found(y, floordiv(mod(x, 6), 4), mod(x, 4)), found(y, floordiv(x, -8), mod(x, -8)), found(y, x, 0),
        found(y, floordiv(x + 1, 8), mod(x, 8)), found(y, 2 * floordiv(x, 8), mod(x, 8)),
        found(floordiv(x + y, 8), y, mod(x, 8)), found(y, floordiv(x, 8), part(4, 2), part(4, 2), mod(x, 4))})
    CHECK(r == rule::layout_parts);
  CHECK(found(y, floordiv(x, 128), part(64, 2), part(32, 2), part(16, 2), part(8, 2), part(4, 2), mod(x, 4)) ==
        rule::none);
  CHECK(found(y, floordiv(x, 128), part(64, 2), part(32, 2), part(16, 2), part(8, 2), part(4, 2), part(2, 2),
              mod(x, 2)) == rule::layout_parts);
}

TEST_CASE("the stride of a packed dimension lies between its groups, that of the last between elements") {
  const ir::buffer packed = aligned_case(isa::cuda, 40, 32, 5, 1, 4).stage();
  CHECK(packed.strides[0].constant == 32 + 5);  // a group is 8 rows of 4
  CHECK(packed.strides[1].constant == 4);
  const ir::buffer apart = aligned_case(isa::cuda, 40, 3, 0, 1).stage();
  CHECK(apart.strides[1].constant == 3);
  CHECK(apart.strides[0].constant == 120);
}

TEST_CASE("what alignment leaves empty counts as shared memory") {
  CHECK(aligned_case(isa::cuda, 40, 1024, 0).found.ok());
  const finding refused = aligned_case(isa::cuda, 40, 2048, 0).found;
  CHECK(refused.which == rule::shared_size);
  CHECK(refused.numbers[0] == 8 * 2048 * 4);
}
