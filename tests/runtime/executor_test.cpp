// Serial and adapted executors: pieces, worker numbers, exceptions, and functions that break their
// promise.
#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include <tenon/runtime/executor.hpp>

#include "sentence.hpp"

using tenon::index_t;
using tenon::parallel_body;

TEST_CASE("the serial executor runs one piece on this thread") {
  tenon::serial_executor serial;
  CHECK(serial.workers() == 1);
  std::vector<index_t> seen;
  serial.for_pieces(5, [&](index_t begin, index_t end, index_t worker) {
    seen.insert(seen.end(), {begin, end, worker});
  });
  CHECK(seen == std::vector<index_t>{0, 5, 0});
  serial.for_pieces(0, [&](index_t, index_t, index_t) { seen.clear(); });
  serial.for_pieces(-3, [&](index_t, index_t, index_t) { seen.clear(); });
  CHECK(seen.size() == 3);
  CHECK(sentence([&] {
          serial.for_pieces(2, [](index_t, index_t, index_t) {
            tenon::fail(tenon::blame::user, "from a body");
          });
        }) == "user: from a body");
}

TEST_CASE("entry is what a kernel call holds") {
  tenon::serial_executor serial;
  index_t sum = 0;
  tenon::kernel_call call{};
  call.executor = static_cast<tenon::executor*>(&serial);
  call.parallel_for = &tenon::executor::entry;
  call.parallel_for(
      call.executor, 4,
      [](void* context, index_t begin, index_t end, index_t) {
        for (index_t i = begin; i < end; ++i) *static_cast<index_t*>(context) += i;
      },
      &sum);
  CHECK(sum == 6);
}

TEST_CASE("the caller's own threads") {
  tenon::adapted_executor mine(3, [](index_t extent, parallel_body body, void* context) {
    std::vector<std::thread> threads;
    for (index_t w = 0; w < 3; ++w) {
      threads.emplace_back([=] { body(context, extent * w / 3, extent * (w + 1) / 3, w); });
    }
    for (std::thread& t : threads) t.join();
  });
  CHECK(mine.workers() == 3);
  for (index_t extent : {0, 1, 2, 3, 10, 1000}) {
    std::vector<int> counts(static_cast<std::size_t>(extent));
    mine.for_pieces(extent, [&](index_t begin, index_t end, index_t) {
      for (index_t i = begin; i < end; ++i) ++counts[static_cast<std::size_t>(i)];
    });
    for (int c : counts) CHECK(c == 1);
  }
  // No exception passes through the threads: there it would end the program.
  CHECK(sentence([&] {
          mine.for_pieces(30, [](index_t, index_t, index_t) {
            tenon::fail(tenon::blame::runtime, "from a body");
          });
        }) == "runtime: from a body");
}

TEST_CASE("functions that break their promise") {
  const auto run = [](auto function) {
    return sentence([&] {
      tenon::adapted_executor bad(2, function);
      bad.for_pieces(10, [](index_t, index_t, index_t) {});
    });
  };
  CHECK(run([](index_t extent, parallel_body body, void* context) {
          body(context, 0, extent - 1, 0);
        }) == "user: adapted_executor: the function ran 9 of 10 iterations; it must run each once "
              "before it returns");
  CHECK(run([](index_t extent, parallel_body body, void* context) {
          body(context, 0, extent, 0);
          body(context, 9, 10, 1);
        }) == "user: adapted_executor: the function ran 11 of 10 iterations; it must run each once "
              "before it returns");
  const std::string outside =
      "user: adapted_executor: the function ran a piece outside [0, 10) or as a worker outside "
      "[0, 2); pass on only such pieces and workers";
  CHECK(run([](index_t extent, parallel_body body, void* context) {
          body(context, 0, extent, 2);
        }) == outside);
  CHECK(run([](index_t extent, parallel_body body, void* context) {
          body(context, 0, extent + 1, 0);
        }) == outside);
  CHECK(run([](index_t extent, parallel_body body, void* context) {
          body(context, -1, extent, 0);
        }) == outside);
  CHECK(sentence([] {
          tenon::adapted_executor(0, [](index_t, parallel_body, void*) {});
        }) == "user: adapted_executor: got 0 workers; at least 1 is needed");
}
