// Everything: descriptions, schedules, kernels made by the C++ compiler and by LLVM, tensors.
#pragma once

#include <tenon/core/rule.hpp>  // first, so that compilers name few headers before a sentence
#include <tenon/kernel/explain.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>
#include <tenon/kernel/run.hpp>
#include <tenon/runtime/tensor.hpp>
