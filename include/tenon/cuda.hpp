// Kernels as CUDA C++, and what they take of a GPU. Asks nvcc when the program runs (the CMake target
// tenon::cuda knows where it is); needs no GPU.
#pragma once

#include <tenon/kernel/cuda.hpp>
