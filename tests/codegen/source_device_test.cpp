// Source for devices: OpenCL C as it is printed, and CUDA C++ of every bound description by nvcc,
// where that is installed, for two generations of devices and without spills.
#include <doctest/doctest.h>

#include <cstdio>

#include <tenon/codegen/cuda/nvcc.hpp>
#include <tenon/codegen/source/device.hpp>
#include <tenon/kernel/lowered.hpp>

#include "kernel/descriptions.hpp"
#include "kernel/narrow_descriptions.hpp"

namespace {

using namespace tenon;

template <class Description, class... Sizes>
std::string printed(const source::dialect& in, isa device, const Description& d, const Sizes&... sizes) {
  const lowered_kernel k = lower_description(preset(device), d, sizes...);
  return source::device_printer(*k.program, in).file();
}

/// Whether nvcc is here; said once where it isn't.
bool nvcc_is_here() {
  static const std::string problem = [] {
    const std::string found = cuda::problem_of_nvcc();
    if (!found.empty()) std::printf("no CUDA C++ compiled: %s\n", found.c_str());
    return found;
  }();
  return problem.empty();
}

}  // namespace

#define TENON_CASE(name, ...)                                                                       \
  TEST_CASE("CUDA: " #name " of " #__VA_ARGS__) {                                                   \
    if (!nvcc_is_here()) return;                                                                    \
    const std::string text = printed(source::cuda_cpp, isa::cuda, descriptions::name, __VA_ARGS__); \
    CAPTURE(text);                                                                                  \
    for (const std::string architecture : {"sm_80", "sm_90"}) {                                     \
      const std::vector<cuda::resources> all = cuda::compile(text, architecture);                   \
      CHECK_FALSE(all.empty());                                                                     \
      for (const cuda::resources& r : all) {                                                        \
        CAPTURE(text_of(r));                                                                        \
        CHECK(r.architecture == architecture);                                                      \
        CHECK_FALSE(r.spills());                                                                    \
      }                                                                                             \
    }                                                                                               \
  }
TENON_BOUND_DESCRIPTIONS(TENON_CASE)
TENON_BOUND_NARROW_DESCRIPTIONS(TENON_CASE)

TEST_CASE("a kernel for each launch: numbers of blocks and threads stand for loops") {
  const std::string text = printed(source::opencl_c, isa::opencl, descriptions::bound_stages, 9, dynamic);
  CHECK(text.find(R"(
__kernel void tenon_C_0(const int64_t n0, const int64_t A_s0, const int64_t C_s0, __global const float *A, __global float *C, __global uint8_t *workspace) {
)") != std::string::npos);
  CHECK(text.find("__kernel void tenon_C_1(") != std::string::npos);
  CHECK(text.find("= get_group_id(1);") != std::string::npos);
  CHECK(text.find("= get_local_id(0);") != std::string::npos);
}

int count_of(const std::string& text, const std::string& word) {
  int found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST_CASE("threads meet behind a loop of barriers too in OpenCL C, for PoCL's sake") {
  const std::string cl = printed(source::opencl_c, isa::opencl, descriptions::bound_product, 19, 21, 13);
  CHECK(count_of(cl, "barrier(") == 3);
  CHECK(cl.find("    }\n  }\n  barrier(CLK_LOCAL_MEM_FENCE);\n") != std::string::npos);
  const std::string cuda = printed(source::cuda_cpp, isa::cuda, descriptions::bound_product, 19, 21, 13);
  CHECK(count_of(cuda, "__syncthreads()") == 2);
}

TEST_CASE("shared memory stands at the top of a kernel, threads beyond a shorter loop wait") {
  const std::string text =
      printed(source::opencl_c, isa::opencl, descriptions::bound_product, 19, 21, 13);
  CHECK(text.find("{\n  __local float ") != std::string::npos);
  const std::string halo = printed(source::cuda_cpp, isa::cuda, descriptions::bound_halo, 70);
  CHECK(halo.find("__syncthreads();") != std::string::npos);
  CHECK(halo.find(" < 6) {") != std::string::npos);
}

TEST_CASE("shared memory of a stage that two copies of a nest compute is there once") {
  const auto copies = [](extent n) {
    auto A = input<float>("A", n, 4);
    axis i("i", n), r("r", 4), x("x", n), y("y", 4);
    auto S = compute("S", {x, y}, A(x, y) * 2);
    auto C = compute("C", {i}, sum(S(i, r), r));
    auto s = schedule(C);
    auto [ro, ri] = s.split(r, 3, tail::cut);
    s.bind(i, hardware_axis::thread_x).unroll(ri);  // the rest runs in loops of its own
    s[S].compute_at(C, ro).set_scope(memory_scope::shared).bind(x, hardware_axis::thread_x);
    return s;
  };
  const std::string text = printed(source::opencl_c, isa::opencl, copies, 8);
  const std::size_t first = text.find("__local float S[");
  REQUIRE(first != std::string::npos);
  CHECK(text.find("__local float S[", first + 1) == std::string::npos);
}

TEST_CASE("a program for a processor is refused") {
  const lowered_kernel k = lower_description(preset(isa::avx2), descriptions::pointwise, 8);
  CHECK_THROWS_WITH_AS(source::device_printer(*k.program, source::opencl_c),
                       "a device runs what is bound to it: lower for a device, not for a processor",
                       error);
}
