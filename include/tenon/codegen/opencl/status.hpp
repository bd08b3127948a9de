// What OpenCL answers, as sentences.
#pragma once

#define CL_TARGET_OPENCL_VERSION 120
#include <CL/cl.h>
#undef CL_TARGET_OPENCL_VERSION

#include <string>

#include <tenon/core/error.hpp>

namespace tenon::inline TENON_ABI::opencl {

/// The name of an answer, without its prefix; its number where it has no common one.
inline std::string spelling_of_status(cl_int status) {
  switch (status) {
    case CL_DEVICE_NOT_FOUND: return "device not found";
    case CL_DEVICE_NOT_AVAILABLE: return "device not available";
    case CL_COMPILER_NOT_AVAILABLE: return "compiler not available";
    case CL_MEM_OBJECT_ALLOCATION_FAILURE: return "the device has no memory left";
    case CL_OUT_OF_RESOURCES: return "the device is out of resources";
    case CL_OUT_OF_HOST_MEMORY: return "the host has no memory left";
    case CL_BUILD_PROGRAM_FAILURE: return "the program doesn't compile";
    case CL_INVALID_VALUE: return "invalid value";
    case CL_INVALID_BUFFER_SIZE: return "invalid buffer size";
    case CL_INVALID_KERNEL_NAME: return "no kernel of this name";
    case CL_INVALID_WORK_GROUP_SIZE: return "invalid number of threads in a block";
    case CL_INVALID_WORK_ITEM_SIZE: return "too many threads along an axis of a block";
    case CL_INVALID_GLOBAL_WORK_SIZE: return "invalid number of threads";
    case -1001: return "no platform is installed (on Debian: pocl-opencl-icd)";
    default: return "status " + std::to_string(status);
  }
}

/// Throws a sentence unless OpenCL did what it was asked for.
inline void check(cl_int status, const char* what) {
  if (status != CL_SUCCESS)
    fail(blame::runtime, std::string("OpenCL: ") + what + ": " + spelling_of_status(status));
}

}  // namespace tenon::inline TENON_ABI::opencl
