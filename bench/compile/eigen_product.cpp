// Eigen's main header and one product of matrices whose sizes are known at run time.
#include <Eigen/Core>

void product(const Eigen::MatrixXf& a, const Eigen::MatrixXf& b, Eigen::MatrixXf& c) {
  c.noalias() = a * b;
}
