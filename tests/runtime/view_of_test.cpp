// One way to see everything that holds elements.
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include <tenon/runtime/view_of.hpp>

#include "sentence.hpp"

using tenon::to_argument;
using tenon::view_of;

template <class V, class X>
concept seen_as = std::is_same_v<decltype(view_of(std::declval<X>())), V>;

static_assert(seen_as<tenon::view<int>, tenon::tensor<int>&>, "a tensor may be written");
static_assert(seen_as<tenon::view<const int>, const tenon::tensor<int>&>, "const is deep");
static_assert(seen_as<tenon::view<int>, const tenon::view<int>&>, "a view's const is shallow");
static_assert(seen_as<tenon::view<float>, std::vector<float>&>, "vectors");
static_assert(seen_as<tenon::view<const float>, const std::vector<float>&>, "const vectors");
static_assert(seen_as<tenon::view<double>, std::span<double>>, "spans, temporary ones too");
static_assert(seen_as<tenon::view<const double>, std::span<const double>>, "spans of const");

TEST_CASE("vectors, arrays and spans have rank 1") {
  std::vector<int> v = {1, 2, 3};
  view_of(v)(1) = 7;
  CHECK(v[1] == 7);
  std::array<std::uint16_t, 4> a = {1, 2, 3, 4};
  CHECK(view_of(a).size() == 4);
  CHECK(view_of(std::span(v).subspan(1))(0) == 7);
}

TEST_CASE("arguments know whether they may be written") {
  tenon::tensor<float> t(2, 3);
  const tenon::tensor<float>& constant = t;
  CHECK(to_argument(t).writable);
  CHECK_FALSE(to_argument(constant).writable);
  CHECK_FALSE(to_argument(tenon::tensor<float>(2)).writable);
  CHECK(to_argument(tenon::view<float>(t)).writable);
  CHECK(to_argument(t).data == t.data());
  CHECK(to_argument(t).rank == 2);
  tenon::argument made = to_argument(t);
  made.strides[0] = 5;
  CHECK(to_argument(made).strides[0] == 5);
  CHECK(to_argument(std::as_const(made)).strides[0] == 5);
}
