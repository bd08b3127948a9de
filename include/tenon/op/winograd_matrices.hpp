// The matrices of Winograd's minimal filtering, generated from interpolation points (Toom and
// Cook's polynomial product, transposed):
//
//   F(m, r): m outputs of a filter of r elements from a = m + r - 1 inputs, by a products:
//   y = Aᵀ · ((G · g) ⊙ (Bᵀ · d))
//
// The first a - 1 points are 0, 1, -1, 2, -½, -2, ½ in this order, the last is infinity. Pairs of a
// point and its negative inverse keep the numbers small, and with them the error.
#pragma once

#include <tenon/core/checked.hpp>

namespace tenon::inline TENON_ABI::op {

/// A rational number in lowest terms; the denominator is positive.
struct rational {
  std::int64_t above, below;

  constexpr bool is_zero() const { return above == 0; }
  template <class Real>
  constexpr Real as() const {
    return static_cast<Real>(above) / static_cast<Real>(below);
  }
};

constexpr rational make_rational(std::int64_t above, std::int64_t below) {
  std::int64_t a = above < 0 ? -above : above, b = below < 0 ? -below : below;
  while (b != 0) {
    const std::int64_t rest = a % b;
    a = b;
    b = rest;
  }
  const std::int64_t divisor = (below < 0 ? -1 : 1) * (a == 0 ? 1 : a);
  return {above / divisor, below / divisor};
}
constexpr rational operator*(const rational& a, const rational& b) {
  return make_rational(a.above * b.above, a.below * b.below);
}
constexpr rational operator-(const rational& a, const rational& b) {
  return make_rational(a.above * b.below - b.above * a.below, a.below * b.below);
}
constexpr rational inverse(const rational& a) { return make_rational(a.below, a.above); }

/// Most outputs of a filter along a line for which there are points.
inline constexpr int max_winograd_outputs = 6;

inline constexpr rational winograd_points[] = {{0, 1},  {1, 1},  {-1, 1}, {2, 1},
                                               {-1, 2}, {-2, 1}, {1, 2}};

/// The matrix Aᵀ of F(Outputs, 3): powers of the points.
template <int Outputs>
struct winograd_output {
  static constexpr int rows = Outputs, columns = Outputs + 2;
  static constexpr rational at(int row, int column) {
    if (column == columns - 1) return {row == rows - 1 ? 1 : 0, 1};
    rational power{1, 1};
    for (int i = 0; i < row; ++i) power = power * winograd_points[column];
    return power;
  }
};

/// The matrix G of F(Outputs, 3): powers of the points over their distances from the others.
template <int Outputs>
struct winograd_filter {
  static constexpr int rows = Outputs + 2, columns = 3;
  static constexpr rational at(int row, int column) {
    if (row == rows - 1) return {column == columns - 1 ? 1 : 0, 1};
    rational value{1, 1};
    for (int i = 0; i < column; ++i) value = value * winograd_points[row];
    for (int i = 0; i < rows - 1; ++i) {
      if (i != row) value = value * inverse(winograd_points[row] - winograd_points[i]);
    }
    return value;
  }
};

/// The matrix Bᵀ of F(Outputs, 3): coefficients of the product of x - p over the other points.
template <int Outputs>
struct winograd_input {
  static constexpr int rows = Outputs + 2, columns = rows;
  static constexpr rational at(int row, int column) {
    rational product[max_winograd_outputs + 3] = {{1, 1}};
    for (int i = 1; i < max_winograd_outputs + 3; ++i) product[i] = {0, 1};
    for (int i = 0; i < rows - 1; ++i) {
      if (i == row) continue;
      for (int power = rows; power > 0; --power) {
        const rational low = product[power - 1];
        product[power] = low - winograd_points[i] * product[power];
      }
      product[0] = rational{0, 1} - winograd_points[i] * product[0];
    }
    return product[column];
  }
};

}  // namespace tenon::inline TENON_ABI::op
