// Everything: descriptions, schedules, kernels made by the C++ compiler and by LLVM, tensors.
#pragma once

#include <tenon/kernel/kernel.hpp>  // first: compilers name few headers before a sentence

#include <tenon/kernel/explain_native.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/run.hpp>
#include <tenon/runtime/tensor.hpp>
