// The executor of calls that name none.
#pragma once

#include <sched.h>
#include <unistd.h>

#include <tenon/runtime/thread_pool.hpp>

namespace tenon::inline TENON_ABI {

/// Number of hardware threads that this process may use (its affinity mask counts).
inline index_t hardware_threads() {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0 && CPU_COUNT(&allowed) > 0) {
    return CPU_COUNT(&allowed);
  }
#endif
  const long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online < 1 ? 1 : online;
}

/// A pool of all hardware threads, made by the first call and joined when the process exits.
/// Ask for it only when a program has a `parallel` loop: then a kernel without one never starts a
/// thread. Whoever wants another number of threads passes an executor of their own.
inline executor& default_executor() {
  static thread_pool pool([] {
    const index_t threads = hardware_threads();
    return threads < thread_pool::most_workers ? threads : thread_pool::most_workers;
  }());
  return pool;
}

}  // namespace tenon::inline TENON_ABI
