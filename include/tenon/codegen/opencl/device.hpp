// Devices: which there are, what they can do, and a queue to each.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <tenon/codegen/opencl/status.hpp>
#include <tenon/core/element.hpp>

namespace tenon::inline TENON_ABI::opencl {

/// Lets go of an OpenCL object when nobody has it any more.
template <class Object, cl_int (*Release)(Object)>
class handle {
 public:
  handle() = default;
  explicit handle(Object o) : object_(o) {}
  handle(handle&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  handle& operator=(handle&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~handle() {
    if (object_ != nullptr) Release(object_);
  }
  Object get() const { return object_; }

 private:
  Object object_ = nullptr;
};
using context = handle<cl_context, clReleaseContext>;
using queue = handle<cl_command_queue, clReleaseCommandQueue>;
using buffer = handle<cl_mem, clReleaseMemObject>;

/// One device with a context and a queue that runs what it gets in order.
class device {
 public:
  explicit device(cl_device_id id) : id_(id) {
    cl_int status = CL_SUCCESS;
    context_ = context(clCreateContext(nullptr, 1, &id_, nullptr, nullptr, &status));
    check(status, "no context for the device");
    queue_ = queue(clCreateCommandQueue(context_.get(), id_, 0, &status));
    check(status, "no queue to the device");
  }

  cl_device_id id() const { return id_; }
  cl_context in() const { return context_.get(); }
  cl_command_queue to() const { return queue_.get(); }

  std::string name() const {
    std::size_t size = 0;
    check(clGetDeviceInfo(id_, CL_DEVICE_NAME, 0, nullptr, &size), "the device has no name");
    std::string text(size, '\0');
    check(clGetDeviceInfo(id_, CL_DEVICE_NAME, size, text.data(), nullptr), "the device has no name");
    while (!text.empty() && text.back() == '\0') text.pop_back();
    return text;
  }
  index_t most_threads() const {
    return static_cast<index_t>(number<std::size_t>(CL_DEVICE_MAX_WORK_GROUP_SIZE));
  }
  index_t shared_bytes() const { return static_cast<index_t>(number<cl_ulong>(CL_DEVICE_LOCAL_MEM_SIZE)); }

  /// Memory of the device for `bytes` of `data`, which are copied to it; of one byte where there are none.
  buffer copy_of(const void* data, index_t bytes) const {
    cl_int status = CL_SUCCESS;
    const auto size = static_cast<std::size_t>(bytes);
    buffer made(clCreateBuffer(context_.get(), CL_MEM_READ_WRITE, size < 1 ? 1 : size, nullptr, &status));
    check(status, "no memory for a tensor");
    if (data != nullptr && size > 0)
      check(clEnqueueWriteBuffer(queue_.get(), made.get(), CL_TRUE, 0, size, data, 0, nullptr, nullptr), "a tensor can't be copied to the device");
    return made;
  }
  /// Copies back once everything before is done.
  void read(const buffer& from, void* data, index_t bytes) const {
    if (bytes <= 0) return;
    check(clEnqueueReadBuffer(queue_.get(), from.get(), CL_TRUE, 0, static_cast<std::size_t>(bytes), data, 0, nullptr, nullptr), "a tensor can't be copied from the device");
  }
  void finish() const { check(clFinish(queue_.get()), "the device failed"); }

 private:
  template <class T>
  T number(cl_device_info what) const {
    T value{};
    check(clGetDeviceInfo(id_, what, sizeof value, &value, nullptr), "the device doesn't tell what it can do");
    return value;
  }

  cl_device_id id_;
  context context_;
  queue queue_;
};

/// All devices of all platforms; none where no platform is installed.
inline std::vector<cl_device_id> device_ids() {
  cl_uint platforms = 0;
  if (clGetPlatformIDs(0, nullptr, &platforms) != CL_SUCCESS) return {};
  std::vector<cl_platform_id> all(platforms);
  if (platforms > 0) check(clGetPlatformIDs(platforms, all.data(), nullptr), "no platforms");
  std::vector<cl_device_id> found;
  for (const cl_platform_id p : all) {
    cl_uint count = 0;
    if (clGetDeviceIDs(p, CL_DEVICE_TYPE_ALL, 0, nullptr, &count) != CL_SUCCESS || count == 0) continue;
    found.resize(found.size() + count);
    check(clGetDeviceIDs(p, CL_DEVICE_TYPE_ALL, count, &found[found.size() - count], nullptr), "no devices");
  }
  return found;
}

/// The first device. Throws where there is none.
inline std::shared_ptr<const device> first_device() {
  const std::vector<cl_device_id> all = device_ids();
  if (all.empty()) check(-1001, "no device");
  return std::make_shared<device>(all.front());
}

}  // namespace tenon::inline TENON_ABI::opencl
