// Kernels for OpenCL devices. Needs OpenCL's headers and loader (the CMake target tenon::opencl).
#pragma once

#include <tenon/kernel/opencl.hpp>
