// Compiled OpenCL C: the kernels of one source file, and how to launch them.
#pragma once

#include <tenon/codegen/opencl/device.hpp>

namespace tenon::inline TENON_ABI::opencl {

using cl_program_handle = handle<cl_program, clReleaseProgram>;
using cl_kernel_handle = handle<cl_kernel, clReleaseKernel>;

/// The kernels of a source file on one device. A launch is for one thread of the host at a time.
class code {
 public:
  /// Throws what the device's compiler says where the source doesn't compile.
  code(std::shared_ptr<const device> on, const std::string& source, const std::vector<std::string>& kernels)
      : on_(std::move(on)) {
    const char* text = source.c_str();
    cl_int status = CL_SUCCESS;
    program_ = cl_program_handle(clCreateProgramWithSource(on_->in(), 1, &text, nullptr, &status));
    check(status, "the device takes no source");
    const cl_device_id id = on_->id();
    if (clBuildProgram(program_.get(), 1, &id, "-cl-std=CL1.2", nullptr, nullptr) != CL_SUCCESS)
      fail(blame::internal, "OpenCL: the printed kernel doesn't compile:\n" + log() + "\n" + source);
    for (const std::string& name : kernels) {
      kernels_.emplace_back(clCreateKernel(program_.get(), name.c_str(), &status));
      check(status, "a kernel is missing");
    }
  }

  const device& on() const { return *on_; }

  void set_number(std::size_t kernel, int position, index_t value) {
    const cl_long number = value;
    check(clSetKernelArg(kernels_[kernel].get(), static_cast<cl_uint>(position), sizeof number, &number), "a size can't be passed");
  }
  void set_memory(std::size_t kernel, int position, const buffer& memory) {
    const cl_mem object = memory.get();
    check(clSetKernelArg(kernels_[kernel].get(), static_cast<cl_uint>(position), sizeof object, &object), "a tensor can't be passed");
  }
  /// Starts blocks of threads; returns before they are done.
  void launch(std::size_t kernel, const index_t (&blocks)[3], const index_t (&threads)[3]) {
    std::size_t all[3], each[3];
    for (int d = 0; d < 3; ++d) {
      each[d] = static_cast<std::size_t>(threads[d]);
      all[d] = static_cast<std::size_t>(blocks[d]) * each[d];
    }
    check(clEnqueueNDRangeKernel(on_->to(), kernels_[kernel].get(), 3, nullptr, all, each, 0, nullptr, nullptr), "a kernel can't be started");
  }

 private:
  std::string log() const {
    std::size_t size = 0;
    clGetProgramBuildInfo(program_.get(), on_->id(), CL_PROGRAM_BUILD_LOG, 0, nullptr, &size);
    std::string text(size, '\0');
    clGetProgramBuildInfo(program_.get(), on_->id(), CL_PROGRAM_BUILD_LOG, size, text.data(), nullptr);
    return text;
  }

  std::shared_ptr<const device> on_;
  cl_program_handle program_;
  std::vector<cl_kernel_handle> kernels_;
};

}  // namespace tenon::inline TENON_ABI::opencl
