// Peak loops written with intrinsics, one for each instruction set, whatever flags the file has.
#include "machine.hpp"

#include <immintrin.h>

#include <cstring>
#include <memory>
#include <thread>

namespace bench {
namespace {

constexpr int chains = 12;  // independent accumulators: more than latency × ports, fewer than registers
constexpr int steps = 4096;

// Twelve multiply-adds a step. The empty asm makes each accumulator opaque, once a step, so that no
// compiler replaces the chain by anything cheaper; names instead of an array keep it in a register.
#define BENCH_STEP(fma, constraint, x) \
  x = fma(x, a, b);                    \
  asm volatile("" : "+" constraint(x))
#define BENCH_FMA_LOOP(name, isa, vector, set1, fma, constraint)                                   \
  __attribute__((target(isa), noinline)) void name() {                                             \
    const vector a = set1(0.5), b = set1(1.0);                                                     \
    vector c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, ca = b, \
           cb = b;                                                                                 \
    for (int s = 0; s < steps; ++s) {                                                              \
      BENCH_STEP(fma, constraint, c0); BENCH_STEP(fma, constraint, c1);                            \
      BENCH_STEP(fma, constraint, c2); BENCH_STEP(fma, constraint, c3);                            \
      BENCH_STEP(fma, constraint, c4); BENCH_STEP(fma, constraint, c5);                            \
      BENCH_STEP(fma, constraint, c6); BENCH_STEP(fma, constraint, c7);                            \
      BENCH_STEP(fma, constraint, c8); BENCH_STEP(fma, constraint, c9);                            \
      BENCH_STEP(fma, constraint, ca); BENCH_STEP(fma, constraint, cb);                            \
    }                                                                                              \
  }
BENCH_FMA_LOOP(fma_avx2_float, "avx2,fma", __m256, _mm256_set1_ps, _mm256_fmadd_ps, "x")
BENCH_FMA_LOOP(fma_avx2_double, "avx2,fma", __m256d, _mm256_set1_pd, _mm256_fmadd_pd, "x")
BENCH_FMA_LOOP(fma_avx512_float, "avx512f", __m512, _mm512_set1_ps, _mm512_fmadd_ps, "v")
BENCH_FMA_LOOP(fma_avx512_double, "avx512f", __m512d, _mm512_set1_pd, _mm512_fmadd_pd, "v")
#undef BENCH_FMA_LOOP
#undef BENCH_STEP

constexpr double flops_of(int lanes) { return 2.0 * chains * steps * lanes; }

constexpr std::size_t copy_bytes = std::size_t{64} << 20;

// Two buffers far larger than any cache, touched once.
struct copy_buffers {
  std::unique_ptr<char[]> from{new char[copy_bytes]};
  std::unique_ptr<char[]> to{new char[copy_bytes]};
  copy_buffers() {
    std::memset(from.get(), 1, copy_bytes);
    std::memset(to.get(), 2, copy_bytes);
  }
};

}  // namespace

std::vector<limit> machine_limits() {
  std::vector<limit> limits;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    limits.push_back({"fma_avx2_float", 32, 1, flops_of(8), 0, fma_avx2_float});
    limits.push_back({"fma_avx2_double", 64, 1, flops_of(4), 0, fma_avx2_double});
  }
  if (__builtin_cpu_supports("avx512f")) {
    limits.push_back({"fma_avx512_float", 32, 1, flops_of(16), 0, fma_avx512_float});
    limits.push_back({"fma_avx512_double", 64, 1, flops_of(8), 0, fma_avx512_double});
  }
  auto buffers = std::make_shared<copy_buffers>();
  limits.push_back({"copy_1_thread", 0, 1, 0, 2.0 * copy_bytes, [buffers] {
                      std::memcpy(buffers->to.get(), buffers->from.get(), copy_bytes);
                    }});
  if (std::thread::hardware_concurrency() > 1) {
    limits.push_back({"copy_2_threads", 0, 2, 0, 2.0 * copy_bytes, [buffers] {
                        constexpr std::size_t half = copy_bytes / 2;
                        std::thread other([&] {
                          std::memcpy(buffers->to.get() + half, buffers->from.get() + half, half);
                        });
                        std::memcpy(buffers->to.get(), buffers->from.get(), half);
                        other.join();
                      }});
  }
  return limits;
}

}  // namespace bench
