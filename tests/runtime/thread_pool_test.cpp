// Thread pools: every iteration once, worker numbers that never meet, nested and concurrent calls,
// exceptions, forks.
#include <doctest/doctest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <tenon/runtime/default_executor.hpp>

#include "sentence.hpp"

using tenon::index_t;
using tenon::thread_pool;

namespace {

// Marks workers as running and notices two that run at a time under one number.
struct workers_in_use {
  explicit workers_in_use(index_t workers) : taken(static_cast<std::size_t>(workers)) {}
  void enter(index_t worker) {
    if (worker < 0 || worker >= static_cast<index_t>(taken.size()) ||
        taken[static_cast<std::size_t>(worker)].exchange(true)) {
      ++clashes;
    }
  }
  void leave(index_t worker) { taken[static_cast<std::size_t>(worker)] = false; }
  std::vector<std::atomic<bool>> taken;
  std::atomic<int> clashes{0};
};

// Runs a loop that counts each of its iterations, and says whether each ran once.
bool runs_each_once(tenon::executor& pool, index_t extent) {
  std::vector<int> counts(static_cast<std::size_t>(extent));
  pool.for_pieces(extent, [&](index_t begin, index_t end, index_t) {
    for (index_t i = begin; i < end; ++i) ++counts[static_cast<std::size_t>(i)];
  });
  for (int c : counts) {
    if (c != 1) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("every iteration runs once, under a worker number of its own") {
  for (index_t workers : {1, 2, 3, 8}) {
    thread_pool pool(workers);
    CHECK(pool.workers() == workers);
    for (index_t extent : {1, 2, 3, 7, 31, 32, 33, 1000}) {
      CHECK(runs_each_once(pool, extent));
      workers_in_use use(workers);
      pool.for_pieces(extent, [&](index_t begin, index_t end, index_t worker) {
        use.enter(worker);
        if (begin >= end) ++use.clashes;
        std::this_thread::yield();
        use.leave(worker);
      });
      CHECK(use.clashes == 0);
    }
    pool.for_pieces(0, [](index_t, index_t, index_t) { FAIL("an empty loop has no pieces"); });
    pool.for_pieces(-1, [](index_t, index_t, index_t) { FAIL("an empty loop has no pieces"); });
  }
}

TEST_CASE("all workers take part") {
  // Each piece waits until every worker has one: only possible if all run at the same time.
  thread_pool pool(4);
  std::atomic<int> arrived{0};
  pool.for_pieces(4, [&](index_t begin, index_t end, index_t) {
    arrived += static_cast<int>(end - begin);
    while (arrived < 4) std::this_thread::yield();
  });
  CHECK(arrived == 4);
}

TEST_CASE("the largest extent is cut without overflow") {
  thread_pool pool(3);
  std::atomic<index_t> sum{0};
  pool.for_pieces(INT64_MAX, [&](index_t begin, index_t end, index_t) { sum += end - begin; });
  CHECK(sum == INT64_MAX);
}

TEST_CASE("nested loops share the threads and keep worker numbers apart") {
  thread_pool pool(4);
  for (int repeat = 0; repeat < 20; ++repeat) {
    workers_in_use outer(4);
    workers_in_use inner(4);
    std::atomic<int> count{0};
    pool.for_pieces(6, [&](index_t begin, index_t end, index_t worker) {
      outer.enter(worker);
      for (index_t i = begin; i < end; ++i) {
        pool.for_pieces(9, [&](index_t b, index_t e, index_t w) {
          inner.enter(w);
          pool.for_pieces(2, [&](index_t bb, index_t ee, index_t) {
            count += static_cast<int>(ee - bb) * static_cast<int>(e - b);
          });
          inner.leave(w);
        });
      }
      outer.leave(worker);
    });
    CHECK(count == 6 * 9 * 2);
    CHECK(outer.clashes == 0);
    CHECK(inner.clashes == 0);
  }
}

TEST_CASE("a thread keeps its worker number in a loop inside a body") {
  thread_pool pool(4);
  std::atomic<int> arrived{0};
  std::atomic<int> changed{0};
  pool.for_pieces(4, [&](index_t begin, index_t end, index_t outer) {
    arrived += static_cast<int>(end - begin);
    while (arrived < 4) std::this_thread::yield();  // all four workers are inside
    pool.for_pieces(1, [&](index_t, index_t, index_t inner) { changed += inner != outer; });
  });
  CHECK(changed == 0);
}

TEST_CASE("two pools may call each other") {
  thread_pool a(2);
  thread_pool b(2);
  std::atomic<int> count{0};
  a.for_pieces(4, [&](index_t, index_t, index_t) {
    b.for_pieces(4, [&](index_t, index_t, index_t) {
      a.for_pieces(3, [&](index_t begin, index_t end, index_t) {
        count += static_cast<int>(end - begin);
      });
    });
  });
  CHECK(count == 4 * 4 * 3);
}

TEST_CASE("several threads may call at a time") {
  thread_pool pool(3);
  std::vector<std::thread> callers;
  std::atomic<int> good{0};
  for (int c = 0; c < 5; ++c) {
    callers.emplace_back([&, c] {
      for (int repeat = 0; repeat < 40; ++repeat) good += runs_each_once(pool, 50 + c);
    });
  }
  for (std::thread& t : callers) t.join();
  CHECK(good == 200);
}

TEST_CASE("an exception reaches the caller when no body runs any more") {
  thread_pool pool(4);
  for (int repeat = 0; repeat < 50; ++repeat) {
    std::atomic<int> inside{0};
    std::atomic<int> begun{0};
    const std::string said = sentence([&] {
      pool.for_pieces(1000, [&](index_t begin, index_t, index_t) {
        ++inside;
        if (++begun % 3 == repeat % 3) {
          --inside;
          tenon::fail(tenon::blame::user, "piece " + std::to_string(begin * 0));
        }
        std::this_thread::yield();
        --inside;
      });
    });
    CHECK(inside == 0);
    CHECK(said == "user: piece 0");
  }
  CHECK(runs_each_once(pool, 100));
  CHECK(sentence([&] {
          pool.for_pieces(8, [&](index_t, index_t, index_t) {
            pool.for_pieces(8, [](index_t, index_t, index_t) {
              tenon::fail(tenon::blame::user, "from inside");
            });
          });
        }) == "user: from inside");
}

TEST_CASE("after an exception no further piece begins") {
  thread_pool pool(3);
  std::atomic<int> begun{0};
  CHECK(sentence([&] {
          pool.for_pieces(12, [&](index_t, index_t, index_t) {
            ++begun;
            tenon::fail(tenon::blame::runtime, "every piece fails");
          });
        }) == "runtime: every piece fails");
  CHECK(begun >= 1);
  CHECK(begun <= 3);
}

TEST_CASE("pools come and go, used or not") {
  for (int repeat = 0; repeat < 30; ++repeat) {
    thread_pool pool(1 + repeat % 5);
    if (repeat % 2 == 0) CHECK(runs_each_once(pool, 10));
  }
}

TEST_CASE("what a pool refuses") {
  CHECK(sentence([] { thread_pool(0); }) ==
        "user: thread_pool: got 0 workers; it must be 1 to 4096");
  CHECK(sentence([] { thread_pool(-2); }) ==
        "user: thread_pool: got -2 workers; it must be 1 to 4096");
  CHECK(sentence([] { thread_pool(4097); }) ==
        "user: thread_pool: got 4097 workers; it must be 1 to 4096");
}

TEST_CASE("the default executor uses all hardware threads") {
  CHECK(tenon::hardware_threads() >= 1);
  CHECK(tenon::default_executor().workers() == tenon::hardware_threads());
  CHECK(&tenon::default_executor() == &tenon::default_executor());
  CHECK(runs_each_once(tenon::default_executor(), 100));
}

#if !defined(__SANITIZE_THREAD__)
TEST_CASE("a forked child, where only the caller lives on, still runs its loops") {
  CHECK(runs_each_once(tenon::default_executor(), 100));
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    _exit(runs_each_once(tenon::default_executor(), 100) ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
#endif
