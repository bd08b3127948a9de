// What nvcc says of CUDA C++: the report that is read, and sentences where there is none to read.
#include <doctest/doctest.h>

#include <tenon/cuda.hpp>

#include "kernel/descriptions.hpp"

namespace {

using namespace tenon;

/// In the form of CUDA 12: constants in two banks, a function that isn't inlined, a spill.
const char* const report = R"(ptxas info    : 24 bytes gmem
ptxas info    : Compiling entry function 'tenon_C_0' for 'sm_80'
ptxas info    : Function properties for tenon_C_0
    40 bytes stack frame, 16 bytes spill stores, 28 bytes spill loads
ptxas info    : Used 255 registers, used 1 barriers, 4096 bytes smem, 376 bytes cmem[0], 8 bytes cmem[2]
ptxas info    : Compile time = 2.422 ms
ptxas info    : Function properties for slow_path
    8 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Compiling entry function 'tenon_C_1' for 'sm_90'
ptxas info    : Function properties for tenon_C_1
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 14 registers
)";

}  // namespace

TEST_CASE("a report gives each function's figures, by architecture") {
  const auto all = cuda::report_reader(report).all();
  REQUIRE(all.size() == 3);
  CHECK(all[0] == cuda::resources{"tenon_C_0", "sm_80", true, 255, 40, 16, 28, 4096, 384});
  CHECK(all[1] == cuda::resources{"slow_path", "sm_80", false, 0, 8, 0, 0, 0, 0});
  CHECK(all[2] == cuda::resources{"tenon_C_1", "sm_90", true, 14, 0, 0, 0, 0, 0});
  CHECK(all[0].spills());
  CHECK_FALSE(all[2].spills());
  CHECK(text_of(all[0]) ==
        "sm_80 tenon_C_0: 255 registers, 4096 bytes shared, 384 bytes constant, "
        "40 bytes stack, 16 bytes spilled, 28 bytes loaded back");
}

TEST_CASE("what a report lacks is no figure of zero") {
  const std::string cut(report, std::string(report).find("ptxas info    : Used 255"));
  CHECK_THROWS_WITH_AS(cuda::report_reader{cut}, "ptxas' report has no figures for 'tenon_C_0'",
                       error);
  CHECK(cuda::report_reader("").all().empty());
}

TEST_CASE("a missing nvcc is a sentence, in explain and where figures are asked for") {
  const cuda_source product(descriptions::bound_product, 19, 21, 13);
  const std::string sentence =
      "CUDA's compiler is missing: '/nowhere/nvcc' can't be run; install nvcc (PyPI: "
      "nvidia-cuda-nvcc), or name it in TENON_NVCC";
  CHECK_THROWS_WITH_AS(product.resources("sm_80", 0, "/nowhere/nvcc"), sentence.c_str(), error);
  const std::string said = explain(product, {"sm_80"}, "/nowhere/nvcc");
  CHECK(said.find("resources by /nowhere/nvcc\n  none: " + sentence + "\n") != std::string::npos);
}

TEST_CASE("figures of a product for two architectures, and nvcc's words for what it refuses") {
  if (const std::string problem = cuda::problem_of_nvcc(); !problem.empty()) {
    MESSAGE(problem);
    return;
  }
  const cuda_source product(descriptions::bound_product, 19, 21, 13);
  for (const char* architecture : {"sm_80", "sm_90"}) {
    const auto all = product.resources(architecture);
    REQUIRE(all.size() == 1);
    CHECK(all[0].function == "tenon_C_0");
    CHECK(all[0].architecture == architecture);
    CHECK(all[0].registers > 8);
    CHECK(all[0].shared_bytes > 0);
    CHECK_FALSE(all[0].spills());
    CHECK(explain(product, {architecture}).find("\n  " + text_of(all[0]) + "\n") !=
          std::string::npos);
  }
  std::string said;
  try {
    cuda::compile("__global__ void wrong() { nothing(); }\n", "sm_80");
  } catch (const error& e) {
    said = e.what();
    CHECK(e.who() == blame::runtime);
  }
  CHECK(said.starts_with("nvcc for sm_80: "));
  CHECK(said.ends_with("error: identifier \"nothing\" is undefined"));
}
