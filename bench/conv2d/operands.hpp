// The operands of one layer, and the check of a result against a convolution in double.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <tenon/runtime/tensor.hpp>

#include "cases.hpp"

namespace conv2d {

/// Tensors of one layer in plain layouts: x (1, ic, size, size), w (oc, ic / groups, k, k), y (1,
/// oc, out, out). Elements of x and w are random, of the normal distribution.
struct operands {
  explicit operands(const layer& shape);

  layer of;
  tenon::tensor<float> x, w;
  mutable tenon::tensor<float> y;
  /// Who computes in another layout than y's sets, when it is prepared, what brings its result
  /// into y. The next check does it.
  mutable std::function<void()> finish;

  /// Fills y with NaN.
  void poison() const;

  /// Finishes, and compares y with the convolution in double precision; empty when no element is
  /// further away than `tolerance` · the greatest expected magnitude.
  std::string check(double tolerance) const;

 private:
  mutable std::vector<double> expected_;
};

}  // namespace conv2d
