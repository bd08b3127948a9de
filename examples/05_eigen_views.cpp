// Lesson 5: kernels on memory that isn't Tenon's: Eigen's matrices, spans, pointers with strides.
// Nothing is copied; what doesn't fit what the description declares is refused.
#include <span>
#include <vector>

#include <tenon/eigen.hpp>
#include <tenon/tenon.hpp>

#include "lesson.hpp"

// The sums of a matrix's rows. An input's last dimension is contiguous unless the description
// says otherwise; the distance from row to row is whatever the tensor of the call has.
inline constexpr auto row_sums = [](tenon::extent rows, tenon::extent columns) {
  using namespace tenon;
  const auto A = input<float>("A", rows, columns);
  const axis i("i", rows), j("j", columns);
  return schedule(compute("sums", {i}, sum(A(i, j), j)));
};

// The same for a matrix that is stored by columns, as Eigen's are by default: `order` names the
// dimensions from the outermost to the contiguous one.
inline constexpr auto row_sums_by_column = [](tenon::extent rows, tenon::extent columns) {
  using namespace tenon;
  auto A = input<float>("A", rows, columns);
  A.order(1, 0);
  const axis i("i", rows), j("j", columns);
  const auto sums = compute("sums", {i}, sum(A(i, j), j));
  auto s = schedule(sums);
  const auto [io, ii] = s.split(i, 8);
  s.reorder(io, j, ii).vectorize(ii);  // down the columns, where elements are neighbours
  return s;
};

int main() {
  using tenon::dynamic;
  const tenon::kernel<row_sums, dynamic, dynamic> by_row;
  const tenon::kernel<row_sums_by_column, dynamic, dynamic> by_column;

  // Integers, so that every order of additions gives the same bits.
  Eigen::MatrixXf columns(60, 40);
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 40; ++j) columns(i, j) = static_cast<float>((i * 7 + j * 3) % 11 - 5);
  }
  const Eigen::VectorXf expected = columns.rowwise().sum();

  // An Eigen vector receives the result.
  Eigen::VectorXf sums(60);
  by_column(columns, sums);
  lesson::check(sums == expected, "a column-major matrix");

  // A row-major matrix.
  const Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows = columns;
  sums.setZero();
  by_row(rows, sums);
  lesson::check(sums == expected, "a row-major matrix");

  // A block of a larger matrix: its rows lie further apart, and no element is copied.
  sums.setZero();
  Eigen::VectorXf part(20);
  by_row(rows.block(10, 0, 20, 40), part);
  lesson::check(part == expected.segment(10, 20), "a block");

  // std::vector and std::span are vectors; a view gives any memory extents and strides.
  std::vector<float> memory(60 * 64, 0.0F), result(60);
  for (int i = 0; i < 60; ++i) {
    for (int j = 0; j < 40; ++j) memory[static_cast<std::size_t>(64 * i + j)] = columns(i, j);
  }
  by_row(tenon::view<const float>(memory.data(), {60, 40}, {64, 1}), std::span(result));
  for (int i = 0; i < 60; ++i) lesson::check(result[static_cast<std::size_t>(i)] == expected(i), "a view");

  // A layout that the description does not declare is an error, never a silent copy.
  try {
    by_row(columns, sums);
    lesson::check(false, "a column-major matrix must be refused");
  } catch (const tenon::error& e) {
    std::printf("refused: %s\n", e.what());
  }
}
