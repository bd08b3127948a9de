// Opens the shared object that wraps a peer: each in a scope of its own, so that several versions
// of one library live in one process.
#pragma once

#include <dlfcn.h>

#include <cstdio>
#include <string>

namespace bench {

/// A loaded shared object; stays loaded until the process ends.
class shared_object {
 public:
  /// Loads `path`; when that fails says why, and `symbol` then finds nothing.
  explicit shared_object(const std::string& path)
      : handle_(dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    if (handle_ == nullptr) std::printf("absent: %s\n", dlerror());
  }

  /// The function of that name, or nullptr.
  template <class Function> Function* symbol(const char* name) const {
    return handle_ == nullptr ? nullptr : reinterpret_cast<Function*>(dlsym(handle_, name));
  }

 private:
  void* handle_;
};

}  // namespace bench
