// Source for devices: OpenCL C as it is printed, and CUDA C++ of every bound description by nvcc,
// where that is installed, for two generations of devices and without spills.
#include <doctest/doctest.h>

#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

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

/// The nvcc that is installed; empty, and said once, where there is none.
const std::string& nvcc() {
  static const std::string found = [] {
    for (const std::string name : {"nvcc", "/usr/local/cuda/bin/nvcc"}) {
      if (std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0) return name;
    }
    std::printf("no CUDA C++ compiled: nvcc is not installed\n");
    return std::string();
  }();
  return found;
}

/// What nvcc says of a file, with ptxas' account of each kernel.
std::string compiled_by_nvcc(const std::string& text) {
  std::string folder = (std::filesystem::temp_directory_path() / "tenon_cuda_XXXXXX").string();
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  std::ofstream(folder + "/kernel.cu") << text;
  std::string said;
  for (const std::string arch : {"sm_80", "sm_90"}) {
    FILE* from = popen((nvcc() + " -std=c++17 -Werror all-warnings -Xptxas -v -arch=" + arch +
                        " -cubin -o /dev/null " + folder + "/kernel.cu 2>&1")
                           .c_str(),
                       "r");
    REQUIRE(from != nullptr);
    for (int c = std::fgetc(from); c != EOF; c = std::fgetc(from)) said += static_cast<char>(c);
    if (pclose(from) != 0) said += "nvcc failed for " + arch + "\n" + text;
  }
  std::filesystem::remove_all(folder);
  return said;
}

}  // namespace

#define TENON_CASE(name, ...)                                                                       \
  TEST_CASE("CUDA: " #name " of " #__VA_ARGS__) {                                                   \
    if (nvcc().empty()) return;                                                                     \
    const std::string said = compiled_by_nvcc(                                                      \
        printed(source::cuda_cpp, isa::cuda, descriptions::name, __VA_ARGS__));                     \
    CAPTURE(said);                                                                                  \
    CHECK(said.find("failed") == std::string::npos);                                                \
    CHECK(said.find("'sm_90'") != std::string::npos);                                               \
    for (std::size_t at = said.find("spill stores"); at != std::string::npos;                       \
         at = said.find("spill stores", at + 1)) {                                                  \
      CHECK(said.substr(at - 9, 9) == " 0 bytes ");                                                 \
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

TEST_CASE("shared memory stands at the top of a kernel, threads beyond a shorter loop wait") {
  const std::string text =
      printed(source::opencl_c, isa::opencl, descriptions::bound_product, 19, 21, 13);
  CHECK(text.find("{\n  __local float ") != std::string::npos);
  std::size_t barriers = 0;
  for (std::size_t at = text.find("barrier("); at != std::string::npos; at = text.find("barrier(", at + 1)) ++barriers;
  CHECK(barriers == 2);
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
