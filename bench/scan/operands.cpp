#include <algorithm>
#include <cmath>
#include <random>

#include "cases.hpp"

namespace lstm {

namespace {

void fill(tenon::tensor<float>& made, std::mt19937& random, float most) {
  std::uniform_real_distribution<float> any(-most, most);
  for (float& x : made) x = any(random);
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

operands::operands(int step_count, int cell_count)
    : t(step_count),
      n(cell_count),
      x(t, n),
      w(n, 4 * n),
      u(n, 4 * n),
      bias(4 * n),
      h0(n),
      c0(n),
      h(t + 1, n),
      c(t + 1, n) {
  std::mt19937 random(7);
  const float weight = 1 / std::sqrt(static_cast<float>(n));  // as trained layers begin
  for (auto* of : {&x, &h0, &c0}) fill(*of, random, 1);
  for (auto* of : {&w, &u, &bias}) fill(*of, random, weight);
}

void operands::poison() const {
  std::fill(h.begin(), h.end(), NAN);
  std::fill(c.begin(), c.end(), NAN);
}

std::string operands::check() const {
  const auto cells = static_cast<std::size_t>(n), rows = static_cast<std::size_t>(t);
  if (expected_h_.empty()) {
    expected_h_.assign(h0.begin(), h0.end());
    expected_c_.assign(c0.begin(), c0.end());
    for (std::size_t step = 0; step < rows; ++step) {
      const double* const before = expected_h_.data() + step * cells;
      std::vector<double> gates(bias.begin(), bias.end());
      for (std::size_t k = 0; k < cells; ++k) {
        for (std::size_t j = 0; j < 4 * cells; ++j) {
          gates[j] += double(w.data()[k * 4 * cells + j]) * x.data()[step * cells + k] +
                      double(u.data()[k * 4 * cells + j]) * before[k];
        }
      }
      for (std::size_t j = 0; j < cells; ++j) {
        double& cell = expected_c_[j];
        cell =
            sigmoid(gates[cells + j]) * cell + sigmoid(gates[j]) * std::tanh(gates[2 * cells + j]);
        expected_h_.push_back(sigmoid(gates[3 * cells + j]) * std::tanh(cell));
      }
    }
  }
  double most = 0;
  const auto compare = [&](float got, double wanted) {
    const double apart = std::fabs(got - wanted);
    most = apart <= most ? most : std::isnan(apart) ? INFINITY : apart;
  };
  for (std::size_t i = cells; i < (rows + 1) * cells; ++i) compare(h.data()[i], expected_h_[i]);
  for (std::size_t j = 0; j < cells; ++j) compare(c.data()[rows * cells + j], expected_c_[j]);
  return most <= tolerance ? "" : "an element is " + std::to_string(most) + " away";
}

}  // namespace lstm
