// Lesson 8: a product for a GPU, with and without threads that fetch together (the paper's figure 7).
//
// Loops are bound to blocks and threads. Each thread sums up 4×4 elements in its registers. In the
// second schedule all threads of a block bring the operands' next part into shared memory, so that
// what one of them fetched serves a whole row or column of threads; the barriers come by themselves.
//
//   lesson_08_blocks_and_threads [n]     n a multiple of 64; 256 if none is given
//
// Any OpenCL device will do. A CPU with PoCL shows the right bits, not a GPU's speed. The same
// schedules as CUDA C++ are given to nvcc where there is one: it tells what they take of two GPUs.
#include <tenon/cuda.hpp>
#include <tenon/opencl.hpp>
#include <tenon/runtime/tensor.hpp>

#include "lesson.hpp"

using namespace tenon;

template <bool Together>
inline constexpr auto blocked_product = [](extent m, extent n, extent k) {
  const auto A = input<float>("A", m, k);
  const auto B = input<float>("B", k, n);
  const axis i("i", m), j("j", n), r("r", k);
  const auto C = compute("C", {i, j}, sum(A(i, r) * B(r, j), r));
  auto s = schedule(C);
  const auto [bi, ti] = s.split(i, 64);  // a block: 64×64 elements
  const auto [bj, tj] = s.split(j, 64);
  const auto [yi, ii] = s.split(ti, 4);  // a thread: 4×4 of them
  const auto [xj, jj] = s.split(tj, 4);
  const auto [ro, ri] = s.split(r, 8);
  s.reorder(bi, bj, yi, xj, ro, ri, ii, jj).unroll(ii).unroll(jj).cache_write(xj);
  s.bind(bi, hardware_axis::block_y).bind(bj, hardware_axis::block_x);
  s.bind(yi, hardware_axis::thread_y).bind(xj, hardware_axis::thread_x);
  if constexpr (Together) {
    for (stage_schedule copy : {s.cache_read(A, s), s.cache_read(B, s)}) {
      copy.compute_at(s, ro).set_scope(memory_scope::shared);
      const auto all = copy.fuse(copy.dimension(0), copy.dimension(1));
      const auto [rest, xy] = copy.split(all, 256);  // neighbours by neighbouring threads
      const auto [y, x] = copy.split(xy, 16);
      copy.reorder(y, x, rest).unroll(rest);
      copy.bind(y, hardware_axis::thread_y).bind(x, hardware_axis::thread_x);
    }
  }
  return s;
};

namespace {

/// Reads of A and B, in global memory, in an expression.
index_t reads_in(const ir::program& p, int e) {
  const ir::expression& x = p.expressions[e];
  if (x.op == ir::operation::load)
    return p.buffers[x.buffer].where == ir::memory::argument ? 1 : 0;
  index_t sum = 0;
  if (x.op >= ir::operation::negate) sum += reads_in(p, x.a);
  if (x.op >= ir::operation::add) sum += reads_in(p, x.b);
  if (x.op >= ir::operation::select) sum += reads_in(p, x.c);
  return sum;
}
/// The same in statements from `s` on, where every condition holds.
index_t reads(const ir::program& p, int s) {
  index_t sum = 0;
  for (; s >= 0; s = p.statements[s].next) {
    const ir::statement& x = p.statements[s];
    if (x.kind == ir::statement_kind::store) sum += reads_in(p, x.value);
    else if (x.kind == ir::statement_kind::loop) sum += p.forms[x.extent].constant * reads(p, x.body);
    else sum += reads(p, x.body);
  }
  return sum;
}

template <bool Together>
index_t run(const std::shared_ptr<const opencl::device>& on, index_t n) {
  tensor<float> a(n, n), b(n, n), c(n, n);
  const auto number = [](index_t i, index_t j) { return static_cast<float>((7 * i + 3 * j) % 11 - 5); };
  for (index_t i = 0; i < n; ++i) {
    for (index_t j = 0; j < n; ++j) {
      a(i, j) = number(i, j);
      b(i, j) = number(j, i + 1);
    }
  }
  const opencl_kernel compiled(on, blocked_product<Together>, n, n, n);
  compiled(a, b, c);
  for (index_t i = 0; i < n; i += 13) {
    for (index_t j = 0; j < n; j += 7) {
      float expected = 0;
      for (index_t r = 0; r < n; ++r) expected += a(i, r) * b(r, j);
      lesson::check(c(i, j) == expected, "the product");
    }
  }
  const index_t count = reads(compiled.program(), compiled.program().root);
  std::printf("%s: right, %lld reads of global memory\n", Together ? "fetched together" : "each for itself ",
              static_cast<long long>(count));
  return count;
}

/// What nvcc says of the kernel: all its sums must have found registers.
template <bool Together>
void report(index_t n) {
  const cuda_source printed(blocked_product<Together>, n, n, n);
  for (const char* architecture : {"sm_80", "sm_90"}) {
    for (const cuda::resources& r : printed.resources(architecture)) {
      std::printf("%s: %s\n", Together ? "fetched together" : "each for itself ", text_of(r).c_str());
      lesson::check(!r.spills(), "sums in registers");
      lesson::check((r.shared_bytes > 0) == Together, "shared memory");
    }
  }
}

}  // namespace

int main(int count, char** words) {
  const index_t n = count > 1 ? std::atoll(words[1]) : 256;
  if (const std::string problem = cuda::problem_of_nvcc(); problem.empty()) {
    report<false>(n);
    report<true>(n);
  } else {
    std::puts(problem.c_str());
  }
  if (opencl::device_ids().empty()) {
    std::puts("no OpenCL device here (Debian: pocl-opencl-icd): nothing to run on");
    return 0;
  }
  const auto device = opencl::first_device();
  std::printf("%lld×%lld on %s\n", static_cast<long long>(n), static_cast<long long>(n), device->name().c_str());
  const index_t alone = run<false>(device, n);
  const index_t together = run<true>(device, n);
  // A block is 64 by 64: each element of A serves 64 columns, each of B 64 rows.
  std::printf("%lld times fewer\n", static_cast<long long>(alone / together));
  lesson::check(alone == 64 * together, "the reads that threads save");
  return 0;
}
