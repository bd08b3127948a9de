// Runs the two halves of a piece of work, one on the caller and one on a thread that waits for it.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace bench {

/// One worker beside the caller, started once and asleep between calls.
class two_threads {
 public:
  explicit two_threads(std::function<void()> other_half)
      : other_half_(std::move(other_half)), worker_([this] { work(); }) {}
  two_threads(const two_threads&) = delete;
  two_threads& operator=(const two_threads&) = delete;
  ~two_threads() {
    stop_ = true;
    start();
    worker_.join();
  }

  /// Runs `half` here and the other half there, and returns when both are done.
  template <class Half> void run(Half&& half) {
    start();
    half();
    while (done_.load(std::memory_order_acquire) != asked_.load(std::memory_order_relaxed)) {
    }
  }

 private:
  void start() {
    asked_.fetch_add(1, std::memory_order_release);
    asked_.notify_one();
  }
  void work() {
    for (unsigned seen = 0;;) {
      asked_.wait(seen, std::memory_order_acquire);
      ++seen;
      if (stop_) return;
      other_half_();
      done_.store(seen, std::memory_order_release);
    }
  }

  std::function<void()> other_half_;
  bool stop_ = false;
  std::atomic<unsigned> asked_{0}, done_{0};
  std::thread worker_;
};

}  // namespace bench
