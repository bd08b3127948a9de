// The LSTM layers that are measured, and their operands.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <tenon/runtime/tensor.hpp>

namespace lstm {

/// A cell is a layer of one step. Batch 1, as many inputs as cells.
inline constexpr int steps[] = {1, 64};
inline constexpr int sizes[] = {128, 512};

/// Operands of one layer, as bench/peers/lstm.h has them, and what is computed of them.
struct operands {
  operands(int step_count, int cell_count);

  int t, n;
  tenon::tensor<float> x, w, u, bias, h0, c0;
  mutable tenon::tensor<float> h, c;  ///< (t + 1, n): row 0 is the start

  void poison() const;
  /// Compares h, and the last row of c, with the layer in double precision; empty when no element
  /// is further away than `tolerance`.
  std::string check() const;

 private:
  mutable std::vector<double> expected_h_, expected_c_;
};

/// Sums of 1,024 products in float, and sigmoid and tanh as each library approximates them; values
/// are below 1 and 64.
inline constexpr double tolerance = 2e-5;

}  // namespace lstm
