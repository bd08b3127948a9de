// Threads that run parallel loops. POSIX threads rather than <thread>, which costs every user compile
// time (as mutex_lock.hpp says of <mutex>) and reports failure by exceptions only.
#pragma once

#include <tenon/runtime/executor.hpp>
#include <tenon/runtime/memory.hpp>
#include <tenon/runtime/mutex_lock.hpp>

namespace tenon::inline TENON_ABI {

/// `workers` - 1 threads and whoever calls. A caller always works on its own loop and idle threads
/// join in, so that nested and concurrent loops share the threads and none waits for another.
///
/// Each thread keeps its worker number, callers from outside have number 0, so that a loop inside
/// a body may share workspace parts with the loop around it. Threads sleep between loops; the
/// destructor joins them. Must not be destroyed while a loop runs.
class thread_pool final : public executor {
 public:
  static constexpr index_t most_workers = 4096;

  explicit thread_pool(index_t workers) : workers_(workers) {
    if (workers < 1 || workers > most_workers) {
      fail(blame::user, {"thread_pool: got ", workers, " workers; it must be 1 to ", most_workers});
    }
    seats_ = aligned_memory::try_allocate(workers * static_cast<index_t>(sizeof(seat)));
    if (seats_.data() == nullptr) {
      fail(blame::runtime,
           {"thread_pool: the system refused memory for ", workers, " workers; ask for fewer"});
    }
    while (started_ + 1 < workers) {
      seat& s = seat_of(started_ + 1);
      s.pool = this;
      s.worker = started_ + 1;
      if (pthread_create(&s.thread, nullptr, &thread_pool::work, &s) != 0) {
        const index_t got = started_;
        stop();
        fail(blame::runtime, {"thread_pool: the system started ", got, " of ", workers - 1,
                              " threads; raise its limit or ask for fewer workers"});
      }
      ++started_;
    }
  }

  ~thread_pool() override {
    stop();
    pthread_cond_destroy(&left_);
    pthread_cond_destroy(&posted_);
    pthread_mutex_destroy(&mutex_);
  }

  index_t workers() const override { return workers_; }

  void parallel_for(index_t extent, parallel_body body, void* context) override {
    if (extent <= 0) return;
    const index_t worker = number_of_this_thread();
    if (workers_ == 1 || extent == 1) {
      body(context, 0, extent, worker);
      return;
    }
    loop mine(extent, pieces_per_worker * workers_, body, context);
    post(mine);
    run_pieces(mine, worker);
    retire(mine);
#if TENON_EXCEPTIONS
    if (mine.error) std::rethrow_exception(mine.error);
#endif
  }

 private:
  // More pieces than workers, so that a late or slow worker costs a fraction of its share.
  static constexpr index_t pieces_per_worker = 4;

  /// A loop that is being run; lives on its caller's stack.
  struct loop {
    loop(index_t extent, index_t most_pieces, parallel_body body, void* context)
        : extent(extent),
          length((extent - 1) / most_pieces + 1),
          pieces((extent - 1) / length + 1),
          body(body),
          context(context) {}

    bool has_pieces() const { return taken.load(std::memory_order_relaxed) < pieces; }

    const index_t extent, length, pieces;
    const parallel_body body;
    void* const context;
    std::atomic<index_t> taken{0};
    index_t helpers = 0;  // threads inside; guarded by the mutex, like the list
    loop* next = nullptr;
#if TENON_EXCEPTIONS
    std::exception_ptr error;  // guarded by the mutex
#endif
  };

  struct seat {
    thread_pool* pool;
    index_t worker;
    pthread_t thread;
  };

  seat& seat_of(index_t worker) const {
    return static_cast<seat*>(static_cast<void*>(seats_.data()))[worker];
  }

  static void* work(void* argument) {
    const seat& s = *static_cast<seat*>(argument);
    s.pool->serve(s.worker);
    return nullptr;
  }

  void serve(index_t worker) {
    mutex_lock lock(mutex_);
    for (;;) {
      loop* found = loops_;
      while (found != nullptr && !found->has_pieces()) found = found->next;
      if (found != nullptr) {
        ++found->helpers;
        pthread_mutex_unlock(&mutex_);
        run_pieces(*found, worker);
        pthread_mutex_lock(&mutex_);
        if (--found->helpers == 0) pthread_cond_broadcast(&left_);
      } else if (stopping_) {
        return;
      } else {
        lock.wait(posted_);
      }
    }
  }

  void run_pieces(loop& l, index_t worker) {
    for (;;) {
      const index_t piece = l.taken.fetch_add(1, std::memory_order_relaxed);
      if (piece >= l.pieces) return;
      const index_t begin = piece * l.length;
      const index_t end = l.extent - begin < l.length ? l.extent : begin + l.length;
#if TENON_EXCEPTIONS
      try {
        l.body(l.context, begin, end, worker);
      } catch (...) {
        mutex_lock lock(mutex_);
        if (!l.error) l.error = std::current_exception();
        l.taken.store(l.pieces, std::memory_order_relaxed);
      }
#else
      l.body(l.context, begin, end, worker);
#endif
    }
  }

  void post(loop& l) {
    mutex_lock lock(mutex_);
    l.next = loops_;
    loops_ = &l;
    if (l.pieces > 2) {
      pthread_cond_broadcast(&posted_);
    } else {
      pthread_cond_signal(&posted_);
    }
  }

  /// Removes the loop from the list and waits until no thread is inside.
  void retire(loop& l) {
    mutex_lock lock(mutex_);
    loop** link = &loops_;
    while (*link != &l) link = &(*link)->next;
    *link = l.next;
    while (l.helpers != 0) lock.wait(left_);
  }

  void stop() {
    {
      mutex_lock lock(mutex_);
      stopping_ = true;
      pthread_cond_broadcast(&posted_);
    }
    for (; started_ > 0; --started_) {
      pthread_join(seat_of(started_).thread, nullptr);
    }
  }

  index_t number_of_this_thread() const {
    const pthread_t self = pthread_self();
    for (index_t w = 1; w < workers_; ++w) {
      if (pthread_equal(seat_of(w).thread, self)) return w;
    }
    return 0;
  }

  const index_t workers_;
  aligned_memory seats_;  // seat 0 is the caller's and stays empty
  index_t started_ = 0;
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t posted_ = PTHREAD_COND_INITIALIZER;  // there is a loop, or no more will come
  pthread_cond_t left_ = PTHREAD_COND_INITIALIZER;    // the last thread left a loop
  loop* loops_ = nullptr;
  bool stopping_ = false;
};

}  // namespace tenon::inline TENON_ABI
