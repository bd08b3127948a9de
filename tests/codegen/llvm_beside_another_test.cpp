// The bundled LLVM in one process with another one: PoCL compiles OpenCL kernels by an LLVM of its
// own, before and after ours. Without an OpenCL platform there is nothing to meet, and the test
// says so.
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <cstring>
#include <fstream>
#include <string>
#include <vector>

#include <tenon/codegen/llvm/library.hpp>
#include <tenon/core/box.hpp>

#include "../ir/programs.hpp"

/// PoCL keeps memory until the process ends, which AddressSanitizer would count as ours.
extern "C" int __lsan_is_turned_off() { return 1; }

namespace {

using namespace tenon;

/// The few functions of OpenCL 1.2 that compile and run a kernel, found at run time.
struct opencl {
  void* handle = dlopen("libOpenCL.so.1", RTLD_NOW | RTLD_LOCAL);
  void* platform = nullptr;
  void* device = nullptr;

  template <class F>
  F* get(const char* name) const {
    return reinterpret_cast<F*>(dlsym(handle, name));
  }
  bool find() {
    unsigned count = 0;
    if (handle == nullptr) return false;
    get<int(unsigned, void**, unsigned*)>("clGetPlatformIDs")(1, &platform, &count);
    if (count == 0) return false;
    constexpr std::uint64_t any_device = 0xffffffff;
    get<int(void*, std::uint64_t, unsigned, void**, unsigned*)>("clGetDeviceIDs")(
        platform, any_device, 1, &device, &count);
    return device != nullptr;
  }
  /// Doubles numbers by a kernel compiled from source.
  bool doubles(std::vector<float> numbers) {
    int status = 0;
    void* context = get<void*(const void*, unsigned, void**, void*, void*, int*)>(
        "clCreateContext")(nullptr, 1, &device, nullptr, nullptr, &status);
    void* queue = get<void*(void*, void*, std::uint64_t, int*)>("clCreateCommandQueue")(
        context, device, 0, &status);
    const char* source = "kernel void twice(global float* x) { x[get_global_id(0)] *= 2.0f; }";
    void* program = get<void*(void*, unsigned, const char**, const std::size_t*, int*)>(
        "clCreateProgramWithSource")(context, 1, &source, nullptr, &status);
    if (get<int(void*, unsigned, void**, const char*, void*, void*)>("clBuildProgram")(
            program, 1, &device, "", nullptr, nullptr) != 0) {
      return false;
    }
    void* kernel =
        get<void*(void*, const char*, int*)>("clCreateKernel")(program, "twice", &status);
    std::size_t size = numbers.size() * sizeof(float);
    const std::vector<float> before = numbers;
    constexpr std::uint64_t copy_host_memory = 1 << 5;
    void* memory = get<void*(void*, std::uint64_t, std::size_t, void*, int*)>("clCreateBuffer")(
        context, copy_host_memory, size, numbers.data(), &status);
    get<int(void*, unsigned, std::size_t, const void*)>("clSetKernelArg")(kernel, 0, sizeof memory,
                                                                          &memory);
    const std::size_t count = numbers.size();
    using enqueue = int(void*, void*, unsigned, const std::size_t*, const std::size_t*,
                        const std::size_t*, unsigned, const void*, void*);
    if (get<enqueue>("clEnqueueNDRangeKernel")(queue, kernel, 1, nullptr, &count, nullptr, 0,
                                               nullptr, nullptr) != 0) {
      return false;
    }
    using read =
        int(void*, void*, unsigned, std::size_t, std::size_t, void*, unsigned, const void*, void*);
    get<read>("clEnqueueReadBuffer")(queue, memory, 1, 0, size, numbers.data(), 0, nullptr,
                                     nullptr);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      if (numbers[i] != 2 * before[i]) return false;
    }
    return true;
  }
};

bool adds() {
  box<ir::program> p;
  programs::vector_add(*p);
  p->machine = preset(isa::sse2);
  const codegen::compiled_function f(*p);
  std::vector<float> a(37, 2.0f), b(a), c(a);
  const index_t n = 37;
  void* tensors[] = {a.data(), b.data(), c.data()};
  f(kernel_call{tensors, &n, nullptr, 0, 0, nullptr, nullptr});
  return c == std::vector<float>(37, 4.0f);
}

/// Shared objects of LLVM in this process other than ours.
int other_llvms() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line);) {
    count += line.find("/libLLVM") != std::string::npos ? 1 : 0;
  }
  return count;
}

TEST_CASE("two LLVMs in one process") {
  setenv("POCL_KERNEL_CACHE", "0", 1);  // compile, each time
  opencl cl;
  CHECK(adds());
  if (!cl.find()) {
    MESSAGE("no OpenCL platform (Debian: pocl-opencl-icd): only ours ran");
    return;
  }
  CHECK(cl.doubles({1, 2, 3, 4}));
  CHECK(adds());
  CHECK(cl.doubles({5, 6, 7}));
  CHECK(adds());
  CHECK(other_llvms() > 0);
}

}  // namespace
