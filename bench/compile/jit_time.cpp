// needs: tenon/jit.hpp
// Prints, for each kernel that another file here compiles natively, `NAME SECONDS`: the median time
// from description to function with LLVM, its library already loaded.
#include <tenon/jit.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

#include "kernels.hpp"

namespace {

template <class Description, class... Sizes>
void report(const char* name, const Description& description, Sizes... sizes) {
  std::vector<double> seconds;
  for (int i = 0; i < 9; ++i) {
    const auto start = std::chrono::steady_clock::now();
    const tenon::jit_kernel made = tenon::jit(description, sizes...);
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::nth_element(seconds.begin(), seconds.begin() + 4, seconds.end());
  std::printf("%s %.6f\n", name, seconds[4]);
}

}  // namespace

int main() {
  tenon::jit(compile_cost::small<0>{}, 250, 500);  // loads the library
  report("matmul", compile_cost::product, 512, 512, 512);
  report("stencil", compile_cost::pipeline, 4096, 4096);
  report("one_kernel", compile_cost::small<0>{}, 250, 500);
}
