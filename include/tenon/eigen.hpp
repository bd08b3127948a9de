// Door: Eigen objects as arguments of kernels, and as views.
#pragma once

#include <tenon/runtime/eigen.hpp>
