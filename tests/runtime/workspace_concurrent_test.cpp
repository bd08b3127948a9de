// One workspace lent to many threads: nobody gets memory that another one uses.
#include <doctest/doctest.h>

#include <thread>
#include <vector>

#include <tenon/runtime/workspace.hpp>

TEST_CASE("concurrent loans never share memory") {
  tenon::workspace space;
  std::vector<std::thread> threads;
  std::atomic<int> disturbed{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int repeat = 0; repeat < 300; ++repeat) {
        const tenon::index_t bytes = 64 * (1 + (repeat * 7 + t) % 40);
        const tenon::workspace_loan loan(space, bytes);
        const auto mark = static_cast<unsigned char>(t + 1);
        for (tenon::index_t b = 0; b < bytes; ++b) loan.data()[b] = mark;
        std::this_thread::yield();
        for (tenon::index_t b = 0; b < bytes; ++b) disturbed += loan.data()[b] != mark;
        if (repeat % 50 == 0) space.release();
      }
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(disturbed == 0);
  CHECK(space.peak() == 64 * 40);
}
