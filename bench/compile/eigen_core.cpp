// Eigen's main header alone.
#include <Eigen/Core>

int nothing() { return 0; }
