#include "operands.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <utility>

namespace conv2d {
namespace {

void fill(tenon::tensor<float>& made, std::mt19937& random) {
  std::normal_distribution<float> any;
  for (float& element : made) element = any(random);
}

// x in double with its padding, so that no loop over it needs a condition.
std::vector<double> padded(const operands& o) {
  const std::size_t size = o.of.size, channels = o.of.ic, before = o.of.pad_before();
  const std::size_t side = size + o.of.padding();
  std::vector<double> made(channels * side * side);
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < size; ++i) {
      std::copy_n(o.x.data() + (c * size + i) * size, size,
                  made.data() + (c * side + i + before) * side + before);
    }
  }
  return made;
}

// The textbook's loops, the one over columns of y innermost.
std::vector<double> convolve(const operands& o) {
  const std::size_t oc = o.of.oc, k = o.of.k, out = o.of.out(), stride = o.of.stride;
  const std::size_t ic_of_group = o.of.ic_of_group(), oc_of_group = o.of.oc_of_group();
  const std::size_t side = o.of.size + o.of.padding();
  const std::vector<double> x = padded(o);
  std::vector<double> y(oc * out * out, 0);
  const float* weight = o.w.data();
  for (std::size_t f = 0; f < oc; ++f) {
    const std::size_t first = f / oc_of_group * ic_of_group;
    for (std::size_t c = first; c < first + ic_of_group; ++c) {
      for (std::size_t at = 0; at < k * k; ++at, ++weight) {
        for (std::size_t i = 0; i < out; ++i) {
          const double* const from = x.data() + (c * side + i * stride + at / k) * side + at % k;
          double* const to = y.data() + (f * out + i) * out;
          for (std::size_t j = 0; j < out; ++j) to[j] += double(*weight) * from[j * stride];
        }
      }
    }
  }
  return y;
}

}  // namespace

operands::operands(const layer& shape)
    : of(shape),
      x(1, of.ic, of.size, of.size),
      w(of.oc, of.ic_of_group(), of.k, of.k),
      y(1, of.oc, of.out(), of.out()) {
  std::mt19937 random(7);
  fill(x, random);
  fill(w, random);
}

void operands::poison() const { std::fill(y.begin(), y.end(), NAN); }

std::string operands::check(double tolerance) const {
  if (finish) std::exchange(finish, nullptr)();
  if (expected_.empty()) expected_ = convolve(*this);
  double most = 0, greatest = 0;
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    const double apart = std::fabs(y.data()[i] - expected_[i]);
    most = apart <= most ? most : std::isnan(apart) ? INFINITY : apart;
    greatest = std::max(greatest, std::fabs(expected_[i]));
  }
  if (most <= tolerance * greatest) return "";
  char text[80];
  std::snprintf(text, sizeof text, "an element is %g of the greatest away", most / greatest);
  return text;
}

}  // namespace conv2d
