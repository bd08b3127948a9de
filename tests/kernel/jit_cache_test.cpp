// The cache of compiled kernels and `run`, which fills it: bounded, one compilation for concurrent
// misses, nothing kept of what fails, refusals of memory included.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <thread>
#include <vector>

#include <tenon/kernel/run.hpp>
#include <tenon/runtime/tensor.hpp>

#include "kernel/descriptions.hpp"
#include "runtime/sentence.hpp"

#if defined(__SANITIZE_ADDRESS__)
#define TENON_TEST_ADDRESS_SANITIZER 1  // keeps its own allocation functions, to name leaks
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TENON_TEST_ADDRESS_SANITIZER 1
#endif
#endif

#if !defined(TENON_TEST_ADDRESS_SANITIZER)
namespace {

/// How many allocations succeed before one is refused; negative: all succeed.
std::atomic<int> allowed{-1};

bool refused() { return allowed.load() >= 0 && allowed.fetch_sub(1) == 0; }

}  // namespace

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  void* memory = refused() ? nullptr : std::malloc(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace {

using namespace tenon;

kernel_key key_of(index_t n) { return {"a description", compiled_target(), {n}}; }

/// Compiles x -> 3·x - 7 for n elements, and counts.
struct maker {
  index_t n;
  std::atomic<int>& count;
  jit_kernel operator()() const {
    ++count;
    return jit(descriptions::pointwise, n);
  }
};

inline constexpr auto throws = [](extent n) {
  if (n == extent::symbol(0)) throw std::logic_error("not today");
  auto A = input<float>("A", n);
  axis i("i", n);
  return schedule(compute("B", {i}, A(i)));
};

}  // namespace

TEST_CASE("run compiles once for all sizes") {
  kernel_cache cache;
  for (const index_t n : {5, 9, 0, 100}) {
    std::vector<std::int32_t> a(static_cast<std::size_t>(n), 4), b(a.size());
    run_with<descriptions::pointwise>({.cache = &cache}, a, b);
    CHECK(b == std::vector<std::int32_t>(a.size(), 5));
  }
  CHECK(cache.compilations() == 1);
  CHECK(cache.size() == 1);
  std::vector<std::int32_t> a(8, 4), b(8);
  run<descriptions::pointwise>(a, b);
  CHECK(b[7] == 5);
  CHECK(default_cache().size() == 1);
}

TEST_CASE("the least recently used kernel goes first; one in use stays alive") {
  kernel_cache cache(2);
  std::atomic<int> count{0};
  const auto one = cache.find(key_of(1), maker{1, count});
  cache.find(key_of(2), maker{2, count});
  cache.find(key_of(1), maker{1, count});
  CHECK(count == 2);
  cache.find(key_of(3), maker{3, count});  // 2 goes
  CHECK(cache.size() == 2);
  cache.find(key_of(1), maker{1, count});
  CHECK(count == 3);
  cache.find(key_of(2), maker{2, count});  // 3 goes
  CHECK(count == 4);
  cache.clear();
  CHECK(cache.size() == 0);
  std::vector<std::int32_t> a{6}, b{0};
  (*one)(a, b);
  CHECK(b[0] == 11);
  CHECK(cache.compilations() == 4);
}

TEST_CASE("concurrent misses of one kernel compile it once, of several each once") {
  kernel_cache cache;
  std::atomic<int> count{0};
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      const index_t n = 1 + t % 2;
      std::vector<std::int32_t> a(static_cast<std::size_t>(n), t), b(a.size());
      (*cache.find(key_of(n), maker{n, count}))(a, b);
      right += b.back() == 3 * t - 7;
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(count == 2);
  CHECK(right == 8);
  CHECK(cache.compilations() == 2);
}

TEST_CASE("a description that throws keeps nothing, for whoever waits too") {
  kernel_cache cache;
  std::vector<float> a(4), b(4);
  for (int repeat = 0; repeat < 2; ++repeat) {
    CHECK_THROWS_WITH_AS(run_with<throws>({.cache = &cache}, a, b), "not today", std::logic_error);
    CHECK(cache.size() == 0);
  }
  std::atomic<int> thrown{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t) {
    threads.emplace_back([&] {
      try {
        cache.find(key_of(1), [&]() -> jit_kernel {
          std::this_thread::yield();
          throw std::logic_error("never");
        });
      } catch (const std::logic_error&) {
        ++thrown;
      }
    });
  }
  for (std::thread& t : threads) t.join();
  CHECK(thrown == 6);
  CHECK(cache.size() == 0);
  std::atomic<int> count{0};
  CHECK(cache.find(key_of(1), maker{1, count}) != nullptr);
}

#if !defined(TENON_TEST_ADDRESS_SANITIZER)
TEST_CASE("refused memory is a sentence, and the cache goes on") {
  kernel_cache cache;
  std::atomic<int> count{0};
  int refusals = 0;
  for (int before = 0;; ++before) {
    const kernel_key key = key_of(7);
    std::shared_ptr<const jit_kernel> found;
    allowed = before;
    std::string said;
    try {
      found = cache.find(key, [&] {
        const int left = allowed.exchange(-1);  // LLVM itself has what it wants
        jit_kernel made = maker{7, count}();
        allowed = left;
        return made;
      });
    } catch (const error& e) {
      allowed = -1;
      said = e.what();
      CHECK(e.who() == blame::runtime);
    }
    allowed = -1;
    if (found != nullptr) break;
    ++refusals;
    CHECK(said == "kernel cache: the system refused memory; free some and try again");
    CHECK(cache.size() == 0);
    REQUIRE(before < 100);
  }
  CHECK(refusals >= 3);
  CHECK(cache.size() == 1);
}

TEST_CASE("lowering without memory is a sentence") {
  const auto lower = [] { lower_description(compiled_target(), descriptions::pointwise, 9); };
  int before = 0;
  for (;; ++before) {
    allowed = before;
    bool done = false;
    std::string said(1, ' ');
    try {
      lower();
      done = true;
    } catch (const error& e) {
      allowed = -1;
      said = e.what();
    }
    allowed = -1;
    if (done) break;
    CHECK(said == "lowering: the system refused memory; free some and try again");
    REQUIRE(before < 1000);
  }
  CHECK(before > 5);
}
#else
TEST_CASE("refused memory") {
  MESSAGE("skipped: AddressSanitizer keeps its own allocation functions");
  CHECK(true);
}
#endif
