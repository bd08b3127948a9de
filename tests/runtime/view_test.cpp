// Views: what they refer to, and what they refuse.
#include <doctest/doctest.h>

#include <tenon/runtime/view.hpp>

#include "sentence.hpp"

using tenon::index_t;
using tenon::view;

static_assert(!std::is_constructible_v<view<float>, view<const float>>,
              "a view for reading must not become one for writing");

TEST_CASE("a contiguous view is row-major") {
  int data[24];
  for (int i = 0; i < 24; ++i) data[i] = i;
  const view<int> v(data, {2, 3, 4});
  CHECK(v.rank() == 3);
  CHECK(v.size() == 24);
  CHECK(v.extent(0) == 2);
  CHECK(v.extent(2) == 4);
  CHECK(v.stride(0) == 12);
  CHECK(v.stride(1) == 4);
  CHECK(v.stride(2) == 1);
  CHECK(v.is_contiguous());
  CHECK(v(1, 2, 3) == 23);
  CHECK(v.at(1, 0, 2) == 14);
  v(0, 1, 1) = 100;
  CHECK(data[5] == 100);
}

TEST_CASE("strides choose the elements: transposed, reversed, broadcast") {
  double data[6] = {0, 1, 2, 3, 4, 5};
  const view<const double> transposed(data, {3, 2}, {1, 3});
  CHECK(transposed(2, 1) == 5);
  CHECK(transposed(0, 1) == 3);
  CHECK_FALSE(transposed.is_contiguous());
  const view<const double> reversed(data + 5, {6}, {-1});
  CHECK(reversed(0) == 5);
  CHECK(reversed(5) == 0);
  const view<const double> broadcast(data + 2, {4, 2}, {0, 1});
  CHECK(broadcast(3, 1) == 3);
}

TEST_CASE("spans, scalars and empty views") {
  std::uint8_t bytes[5] = {1, 2, 3, 4, 5};
  const view from_span(std::span<const std::uint8_t>(bytes, 5));
  CHECK(from_span.rank() == 1);
  CHECK(from_span(4) == 5);
  float one = 7;
  const view<float> scalar(&one, std::span<const index_t>());
  CHECK(scalar.rank() == 0);
  CHECK(scalar.size() == 1);
  CHECK(scalar() == 7);
  CHECK(scalar.at() == 7);
  const view<float> empty(nullptr, {3, 0});
  CHECK(empty.size() == 0);
  CHECK(empty.is_contiguous());
  const view<float> none;
  CHECK(none.size() == 0);
  CHECK(none.rank() == 1);
}

TEST_CASE("an erased view keeps type, extents, strides and constness") {
  std::int16_t data[6] = {};
  const tenon::argument a = view<std::int16_t>(data, {2, 2}, {3, 2}).erased();
  CHECK(a.data == data);
  CHECK(a.type == tenon::element::i16);
  CHECK(a.rank == 2);
  CHECK(a.writable);
  CHECK(a.extents[1] == 2);
  CHECK(a.strides[0] == 3);
  CHECK(a.strides[1] == 2);
  const view<const std::int16_t> reading = view<std::int16_t>(data, {6});
  CHECK_FALSE(reading.erased().writable);
}

TEST_CASE("what a view refuses") {
  float data[4] = {};
  CHECK(sentence([&] { view<float>(nullptr, {2, 3}); }) ==
        "user: view: the pointer is null, but extents (2, 3) hold 6 elements; pass memory that "
        "holds them");
  CHECK(sentence([&] { view<float>(data, {2, -3}); }) ==
        "user: view: extent 1 is -3; an extent must be 0 or more");
  CHECK(sentence([&] { view<float>(data, {1, 1, 1, 1, 1, 1, 1, 1, 1}); }) ==
        "user: view: has rank 9; a tensor has at most 8 axes");
  CHECK(sentence([&] { view<float>(data, {2, 2}, {1}); }) ==
        "user: view: has 2 extents and 1 strides; give one stride for each extent");
  CHECK(sentence([&] { view<float>(data, {index_t(1) << 31, index_t(1) << 30}); }) ==
        "user: view: extents (2147483648, 1073741824) of float need more than 2^63 - 1 bytes; "
        "the product of extents and element size must fit 64 bits");
  CHECK(sentence([&] { view<float>(data, {0, INT64_MAX}); }).find("need more than 2^63 - 1") !=
        std::string::npos);
  CHECK(sentence([&] { view<float>(data, {3, 2}, {INT64_MAX / 4, 1}); }) ==
        "user: view: strides (2305843009213693951, 1) with extents (3, 2) reach further than "
        "2^63 - 1 bytes; strides count elements, and the distance from first to last element "
        "must fit 64 bits");
  CHECK(sentence([&] { view<float>(data, {2, 2}, {INT64_MIN, 1}); }).find("reach further") !=
        std::string::npos);
  const index_t quarter = index_t(1) << 62;
  std::int8_t byte = 0;
  CHECK(sentence([&] { view<std::int8_t>(&byte, {2, 2}, {quarter - 1, -quarter}); })
            .find("reach further") != std::string::npos);
  CHECK(sentence([&] { view<std::int8_t>(&byte, {2, 2}, {quarter - 2, -quarter}); }) ==
        "nothing was thrown");
}

TEST_CASE("the largest sizes that fit are accepted") {
  std::int8_t byte = 0;
  const view<const std::int8_t> huge(&byte, {INT64_MAX});
  CHECK(huge.size() == INT64_MAX);
  const view<const std::int8_t> broadcast(&byte, {INT64_MAX / 2, 2}, {0, 0});
  CHECK(broadcast(INT64_MAX / 2 - 1, 1) == 0);
  const view<const std::int8_t> single(&byte, {1, 1}, {INT64_MIN, INT64_MAX});
  CHECK(single(0, 0) == 0);
}

TEST_CASE("checked access") {
  float data[6] = {};
  const view<float> v(data, {2, 3});
  CHECK(sentence([&] { v.at(1); }) == "user: view::at: got 1 indices; the view has rank 2");
  CHECK(sentence([&] { v.at(0, 3); }) ==
        "user: view::at: index 1 is 3; it must be at least 0 and less than 3");
  CHECK(sentence([&] { v.at(-1, 0); }) ==
        "user: view::at: index 0 is -1; it must be at least 0 and less than 2");
}
