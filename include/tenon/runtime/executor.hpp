// Who runs the parallel loops of a kernel: this thread, a pool (thread_pool.hpp), or the caller's
// own threads behind a function.
//
//   tenon::adapted_executor mine(8, [&](tenon::index_t extent, tenon::parallel_body body,
//                                       void* context) { … body(context, 0, extent, 0); … });
#pragma once

#include <atomic>
#include <exception>
#include <string>
#include <type_traits>
#include <utility>

#include <tenon/core/error.hpp>
#include <tenon/runtime/call.hpp>

namespace tenon::inline TENON_ABI {

/// Runs parallel loops. Every executor keeps the promises of runtime/call.hpp, may be called from
/// inside a body and from several threads at a time, and hands an exception that leaves a body to
/// whoever called `parallel_for`, once no body runs any more.
class executor {
 public:
  executor() = default;
  executor(const executor&) = delete;
  executor& operator=(const executor&) = delete;
  virtual ~executor() = default;

  /// Number of workers: bodies see worker numbers from 0 to workers() - 1.
  virtual index_t workers() const = 0;

  /// Runs `body` over [0, extent) in pieces; returns when all are done.
  virtual void parallel_for(index_t extent, parallel_body body, void* context) = 0;

  /// `parallel_for` of the executor at `self`, as a kernel_call holds it.
  static void entry(void* self, index_t extent, parallel_body body, void* context) {
    static_cast<executor*>(self)->parallel_for(extent, body, context);
  }

  /// Calls piece(begin, end, worker) for pieces of [0, extent).
  template <class Piece> void for_pieces(index_t extent, Piece&& piece) {
    using plain = std::remove_reference_t<Piece>;
    parallel_for(
        extent,
        [](void* context, index_t begin, index_t end, index_t worker) {
          (*static_cast<plain*>(context))(begin, end, worker);
        },
        const_cast<std::remove_const_t<plain>*>(&piece));
  }
};

/// Runs every loop on the calling thread, in order.
class serial_executor final : public executor {
 public:
  index_t workers() const override { return 1; }
  void parallel_for(index_t extent, parallel_body body, void* context) override {
    if (extent > 0) body(context, 0, extent, 0);
  }
};

/// A loop on its way through threads that aren't ours: keeps the first exception, so that none
/// travels through foreign code, and notices pieces that are lost, invented or misnumbered.
class foreign_loop {
 public:
  foreign_loop(index_t extent, index_t workers, parallel_body body, void* context)
      : extent_(extent), workers_(workers), body_(body), context_(context) {}

  /// The body that foreign code is given, with the foreign_loop as its context.
  static void piece(void* self, index_t begin, index_t end, index_t worker) {
    static_cast<foreign_loop*>(self)->run(begin, end, worker);
  }

  /// Throws what a body threw, or says which promise was broken.
  void finish() {
#if TENON_EXCEPTIONS
    if (error_) std::rethrow_exception(error_);
#endif
    if (broken_.load()) {
      fail(blame::user,
           {"adapted_executor: the function ran a piece outside [0, ", extent_,
            ") or as a worker outside [0, ", workers_, "); pass on only such pieces and workers"});
    }
    if (done_.load() == extent_) return;
    fail(blame::user, {"adapted_executor: the function ran ", done_.load(), " of ", extent_,
                       " iterations; it must run each once before it returns"});
  }

 private:
  void run(index_t begin, index_t end, index_t worker) {
    if (begin < 0 || begin > end || end > extent_ || worker < 0 || worker >= workers_) {
      broken_.store(true);
      return;
    }
    done_.fetch_add(end - begin);
    if (begin == end) return;
#if TENON_EXCEPTIONS
    if (failed_.load()) return;
    try {
      body_(context_, begin, end, worker);
    } catch (...) {
      if (!failed_.exchange(true)) error_ = std::current_exception();
    }
#else
    body_(context_, begin, end, worker);
#endif
  }

  index_t extent_, workers_;
  parallel_body body_;
  void* context_;
  std::atomic<index_t> done_{0};
  std::atomic<bool> broken_{false};
#if TENON_EXCEPTIONS
  std::atomic<bool> failed_{false};
  std::exception_ptr error_;
#endif
};

/// Runs loops on the caller's own threads. `function(extent, body, context)` must call
/// body(context, begin, end, worker) for pieces that make up [0, extent), with worker numbers in
/// [0, workers) of which no two run at the same time, and return when all calls have. It must
/// accept calls from inside a body and from several threads; it never sees an exception of a body.
template <class Function> class adapted_executor final : public executor {
 public:
  adapted_executor(index_t workers, Function function)
      : workers_(workers), function_(std::move(function)) {
    if (workers < 1) {
      fail(blame::user, {"adapted_executor: got ", workers, " workers; at least 1 is needed"});
    }
  }

  index_t workers() const override { return workers_; }

  void parallel_for(index_t extent, parallel_body body, void* context) override {
    if (extent <= 0) return;
    foreign_loop loop(extent, workers_, body, context);
    function_(extent, parallel_body(&foreign_loop::piece), static_cast<void*>(&loop));
    loop.finish();
  }

 private:
  index_t workers_;
  Function function_;
};

}  // namespace tenon::inline TENON_ABI
