// A lock on a POSIX mutex. Not <mutex> and <condition_variable>: these cost every user 0.1 s of compile
// time, most of it for clocks.
#pragma once

#include <pthread.h>

#include <tenon/core/config.hpp>

namespace tenon::inline TENON_ABI {

/// Holds a mutex as long as it lives.
class mutex_lock {
 public:
  explicit mutex_lock(pthread_mutex_t& mutex) : mutex_(mutex) { pthread_mutex_lock(&mutex_); }
  ~mutex_lock() { pthread_mutex_unlock(&mutex_); }
  mutex_lock(const mutex_lock&) = delete;
  mutex_lock& operator=(const mutex_lock&) = delete;

  /// Releases the mutex until the condition is signalled, or for no reason; holds it again then.
  void wait(pthread_cond_t& condition) { pthread_cond_wait(&condition, &mutex_); }

 private:
  pthread_mutex_t& mutex_;
};

}  // namespace tenon::inline TENON_ABI
