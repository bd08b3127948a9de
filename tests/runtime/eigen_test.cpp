// Eigen's objects seen as views: order in memory, strides, constness.
#include <doctest/doctest.h>

#include <tenon/eigen.hpp>

#include "sentence.hpp"

using tenon::view_of;
using row_major = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <class V, class X>
concept seen_as = std::is_same_v<decltype(view_of(std::declval<X>())), V>;

static_assert(seen_as<tenon::view<float>, Eigen::MatrixXf&>, "a matrix may be written");
static_assert(seen_as<tenon::view<const float>, const Eigen::MatrixXf&>, "const is deep");
static_assert(seen_as<tenon::view<const double>, Eigen::Map<const Eigen::ArrayXXd>>,
              "a map of const is read only");
static_assert(seen_as<tenon::view<double>, Eigen::Map<Eigen::ArrayXXd>>, "a temporary map is fine");
static_assert(seen_as<tenon::view<const float>, Eigen::Ref<const Eigen::MatrixXf>&>,
              "a reference to const is read only");
static_assert(seen_as<tenon::view<float>, Eigen::Ref<Eigen::MatrixXf>&>, "references");
static_assert(seen_as<tenon::view<float>, Eigen::Block<Eigen::MatrixXf>>, "a temporary block");
static_assert(seen_as<tenon::view<const float>, Eigen::Block<const Eigen::MatrixXf>>,
              "a block of a const matrix is read only");

namespace {

// Whether view and Eigen object agree in every coefficient, and in where it lies.
template <class X> bool agrees(X& x) {
  const auto v = view_of(x);
  if (v.rank() != 2 || v.extent(0) != x.rows() || v.extent(1) != x.cols()) return false;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      if (&v(i, j) != &x.coeffRef(i, j)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("matrices and arrays of both orders") {
  Eigen::MatrixXf columns(3, 4);
  row_major rows(3, 4);
  Eigen::Array<int, 2, 5> fixed;
  CHECK(agrees(columns));
  CHECK(agrees(rows));
  CHECK(agrees(fixed));
  CHECK(view_of(columns).stride(0) == 1);
  CHECK(view_of(columns).stride(1) == 3);
  CHECK(view_of(rows).stride(0) == 4);
  CHECK(view_of(rows).is_contiguous());
  CHECK_FALSE(view_of(columns).is_contiguous());
}

TEST_CASE("blocks, maps, references and transposes") {
  Eigen::MatrixXf m(6, 8);
  row_major r(6, 8);
  auto block = m.block(1, 2, 3, 4);
  CHECK(agrees(block));
  auto row_block = r.block(2, 1, 2, 5);
  CHECK(agrees(row_block));
  auto transposed = m.transpose();
  CHECK(agrees(transposed));
  Eigen::Ref<Eigen::MatrixXf> reference = m.leftCols(3);
  CHECK(agrees(reference));
  Eigen::Map<Eigen::MatrixXf, 0, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>> strided(
      m.data(), 3, 4, Eigen::Stride<Eigen::Dynamic, Eigen::Dynamic>(12, 2));
  CHECK(agrees(strided));
  CHECK(view_of(strided).stride(0) == 2);
  CHECK(view_of(strided).stride(1) == 12);
}

TEST_CASE("Eigen's half and bfloat16 are ours") {
  Eigen::Matrix<Eigen::half, Eigen::Dynamic, Eigen::Dynamic> m(2, 3);
  for (Eigen::Index i = 0; i < m.size(); ++i) m.data()[i] = Eigen::half(0.1f * float(i));
  const tenon::view<tenon::half> seen = view_of(m);
  CHECK(seen.stride(1) == 2);
  CHECK(seen(1, 2) == float(m(1, 2)));
  seen(0, 1) = tenon::half(-1.5f);
  CHECK(float(m(0, 1)) == -1.5f);
  Eigen::Array<Eigen::bfloat16, 4, 1> a;
  a.setConstant(Eigen::bfloat16(2.0f));
  const tenon::view<const tenon::bfloat16> numbers = view_of(std::as_const(a));
  CHECK(numbers(3) == 2.0f);
}

TEST_CASE("vectors have rank 1") {
  Eigen::VectorXd v(5);
  CHECK(view_of(v).rank() == 1);
  CHECK(&view_of(v)(4) == &v(4));
  Eigen::MatrixXf m(3, 4);
  auto row = m.row(1);
  CHECK(view_of(row).rank() == 1);
  CHECK(view_of(row).stride(0) == 3);
  CHECK(&view_of(row)(3) == &m(1, 3));
  auto column = m.col(2);
  CHECK(view_of(column).stride(0) == 1);
  CHECK(&view_of(column)(1) == &m(1, 2));
}

TEST_CASE("arguments of kernels") {
  Eigen::MatrixXf m(3, 4);
  const Eigen::MatrixXf& constant = m;
  CHECK(tenon::to_argument(m).writable);
  CHECK_FALSE(tenon::to_argument(constant).writable);
  CHECK(tenon::to_argument(m.block(0, 0, 2, 2)).writable);
  CHECK_FALSE(tenon::to_argument(Eigen::MatrixXf(2, 2)).writable);
  const tenon::argument left = tenon::to_argument(m.leftCols(2));
  const tenon::argument right = tenon::to_argument(m.rightCols(2));
  CHECK(sentence([&] { tenon::check_disjoint(left, "C", right, "A"); }) == "nothing was thrown");
  CHECK(sentence([&] { tenon::check_disjoint(left, "C", tenon::to_argument(m.row(1)), "A"); }) ==
        "user: argument 'C': is written by the kernel, but shares memory with argument 'A'; pass "
        "memory of its own, or declare an update in place");
  Eigen::MatrixXf empty(0, 4);
  CHECK(view_of(empty).size() == 0);
  // One vector as every column: fine to read, refused where it is written.
  float one[3] = {1, 2, 3};
  Eigen::Map<Eigen::MatrixXf, 0, Eigen::OuterStride<>> repeated(one, 3, 5, Eigen::OuterStride<>(0));
  CHECK(sentence([&] { tenon::check_written(tenon::to_argument(repeated), "C"); })
            .find("place several elements in one place") != std::string::npos);
}
