// Tensors: ownership, initial contents, equality, and what they refuse.
#include <doctest/doctest.h>

#include <tenon/runtime/view_of.hpp>

#include <cmath>

#include "sentence.hpp"

// The sanitizers' allocators report refused memory as the system does.
extern "C" const char* __asan_default_options() { return "allocator_may_return_null=1"; }

using tenon::index_t;
using tenon::tensor;

TEST_CASE("zeros unless asked otherwise, and aligned") {
  for (index_t n : {0, 1, 3, 17, 1000}) {
    const tensor<double> t(n, 3);
    CHECK(t.rank() == 2);
    CHECK(t.extent(0) == n);
    CHECK(t.stride(0) == 3);
    CHECK(t.size() == 3 * n);
    CHECK(reinterpret_cast<std::uintptr_t>(t.data()) % 64 == 0);
    for (double x : t) CHECK(x == 0);
  }
  const tensor<float> raw(tenon::uninitialized, 5, 7);
  CHECK(raw.size() == 35);
  const index_t extents[] = {2, 1, 4};
  const tensor<std::int8_t> from_span{std::span<const index_t>(extents)};
  CHECK(from_span.rank() == 3);
  CHECK(from_span.stride(0) == 4);
  const tensor<bool> scalar{std::span<const index_t>()};
  CHECK(scalar.size() == 1);
  CHECK(scalar() == false);
}

TEST_CASE("from lists") {
  const auto v = tensor<int>::values({3, 1, 2});
  CHECK(v.rank() == 1);
  CHECK(v(0) == 3);
  CHECK(v(2) == 2);
  const auto m = tensor<float>::rows({{1, 2, 3}, {4, 5, 6}});
  CHECK(m.rank() == 2);
  CHECK(m.extent(1) == 3);
  CHECK(m(1, 0) == 4);
  CHECK(tensor<float>::rows({}).size() == 0);
  CHECK(sentence([] { tensor<int>::rows({{1, 2}, {3}}); }) ==
        "user: tensor::rows: a row has 1 elements, the first row has 2; rows must have equal "
        "lengths");
}

TEST_CASE("copies are apart, moves take the memory") {
  auto a = tensor<int>::values({1, 2, 3});
  tensor<int> b = a;
  b(0) = 9;
  CHECK(a(0) == 1);
  const int* memory = b.data();
  tensor<int> c = std::move(b);
  CHECK(c.data() == memory);
  CHECK(b.size() == 0);
  CHECK(b.data() == nullptr);
  b = c;
  CHECK(b == c);
  CHECK(b.data() != c.data());
  tensor<int>& self = b;
  b = self;
  CHECK(b(0) == 9);
}

TEST_CASE("fill, iota and generate") {
  tensor<std::uint8_t> wraps(300);
  wraps.iota();
  CHECK(wraps(255) == 255);
  CHECK(wraps(256) == 0);
  tensor<std::int8_t> down(200);
  down.iota(-1, -1);
  CHECK(down(127) == -128);
  CHECK(down(128) == 127);
  tensor<std::int64_t> wide(3);
  wide.iota(INT64_MAX, 1);
  CHECK(wide(1) == INT64_MIN);
  tensor<float> halves(2, 2);
  halves.iota(1, 0.5f);
  CHECK(halves(1, 1) == 2.5f);
  tensor<bool> alternating(3);
  alternating.iota();
  CHECK_FALSE(alternating(0));
  CHECK(alternating(1));
  CHECK_FALSE(alternating(2));
  halves.fill(4);
  CHECK(halves(0, 1) == 4);
  halves.generate([](index_t n) { return static_cast<float>(n * n); });
  CHECK(halves(1, 1) == 9);
}

TEST_CASE("tensors of half and bfloat16") {
  tensor<tenon::half> narrow(2, 3);
  CHECK(narrow(1, 2).bits() == 0);
  narrow.iota(tenon::half(1), tenon::half(0.5f));
  CHECK(narrow(1, 2) == 3.5f);
  narrow.generate([](index_t n) { return 0.1f * static_cast<float>(n); });
  CHECK(narrow(0, 1).bits() == 0x2e66);
  const tenon::argument a = tenon::view<const tenon::half>(narrow).erased();
  CHECK(a.type == tenon::element::f16);
  CHECK_FALSE(a.writable);
  auto shared = tensor<tenon::bfloat16>::values({tenon::bfloat16(1), tenon::bfloat16(-2)});
  CHECK(tenon::view_of(shared).at(1) == -2);
  CHECK(tenon::view_of(shared).erased().type == tenon::element::bf16);
}

TEST_CASE("equality compares extents and bits") {
  CHECK(tensor<float>::values({1, 2}) == tensor<float>::values({1, 2}));
  CHECK(tensor<float>::values({1, 2}) != tensor<float>::values({1, 3}));
  CHECK(tensor<float>::values({0.0f}) != tensor<float>::values({-0.0f}));
  CHECK(tensor<float>::values({NAN}) == tensor<float>::values({NAN}));
  CHECK(tensor<float>(2, 3) != tensor<float>(3, 2));
  CHECK(tensor<float>(6) != tensor<float>(2, 3));
  CHECK(tensor<float>(0, 3) == tensor<float>(0, 3));
  CHECK(tensor<float>(0, 3) != tensor<float>(3, 0));
}

TEST_CASE("views of a tensor follow its constness") {
  tensor<int> t(2, 2);
  tenon::view<int> writing = t;
  writing(1, 1) = 5;
  const tensor<int>& constant = t;
  tenon::view<const int> reading = constant;
  CHECK(reading(1, 1) == 5);
  static_assert(!std::is_convertible_v<const tensor<int>&, tenon::view<int>>,
                "a const tensor must not give a view for writing");
}

TEST_CASE("what a tensor refuses") {
  CHECK(sentence([] { tensor<float>(3, -1); }) ==
        "user: tensor: extent 1 is -1; an extent must be 0 or more");
  CHECK(sentence([] { tensor<double>(index_t(1) << 40, index_t(1) << 40); }) ==
        "user: tensor: extents (1099511627776, 1099511627776) of double need more than 2^63 - 1 "
        "bytes; the product of extents and element size must fit 64 bits");
  CHECK(sentence([] { tensor<float>(SIZE_MAX); }).find("need more than 2^63 - 1 bytes") !=
        std::string::npos);
  CHECK(sentence([] { tensor<float>(1, 1, 1, 1, 1, 1, 1, 1, 1); }) ==
        "user: tensor: has rank 9; a tensor has at most 8 axes");
  CHECK(sentence([] { tensor<std::int8_t>(INT64_MAX - 4096); }) ==
        "runtime: tensor: the system refused to allocate 9223372036854771711 bytes; free memory "
        "or ask for less");
  CHECK(sentence([] { tensor<int>(2).at(2); }) ==
        "user: view::at: index 0 is 2; it must be at least 0 and less than 2");
}
