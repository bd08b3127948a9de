// Descriptions, schedules and kernels compiled by LLVM; no kernel made by the C++ compiler, so that
// xsimd is not needed.
#pragma once

#include <tenon/kernel/explain.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/runtime/tensor.hpp>
