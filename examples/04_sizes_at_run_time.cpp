// Lesson 4: sizes that are known only when the program runs.
//
// A description takes extents and doesn't care whether they are numbers. The same one becomes
//   kernel<axpy, 1000>      the C++ compiler's code for one size
//   kernel<axpy, dynamic>   the C++ compiler's code for every size
//   jit(axpy, dynamic)      LLVM's code, made now, for every size
//   run<axpy>(…)            LLVM's code, made by the first call and kept for the next
#include <string>

#include <tenon/tenon.hpp>

#include "lesson.hpp"

// y(i) += alpha · x(i): an update of a tensor that is read and written, with a number as argument.
inline constexpr auto axpy = [](tenon::extent n) {
  using namespace tenon;
  const auto alpha = scalar<float>("alpha");
  const auto x = input<float>("x", n);
  const auto y = inout<float>("y", n);
  const axis i("i", n);
  const auto sum_of = update(y, {i}, y(i) + alpha() * x(i));
  auto s = schedule(sum_of);
  s.vectorize(s.split(i, 16, tail::cut).inner);
  return s;
};

namespace {

using tenon::dynamic;
using tenon::tensor;

/// Calls `compute(y, alpha, x)` and checks y: what an update writes comes before what it reads.
template <class Compute> void check_axpy(tenon::index_t n, const char* what, const Compute& compute) {
  tensor<float> x(n), y(n);
  x.iota(1);
  y.iota(0, -2);
  compute(y, 0.5F, x);
  for (tenon::index_t i = 0; i < n; ++i) {
    lesson::check(y(i) == -2 * static_cast<float>(i) + 0.5F * static_cast<float>(i + 1), what);
  }
}

void refuse(const char* what, const std::string& part, auto&& call) {
  try {
    call();
  } catch (const tenon::error& e) {
    std::printf("%s: %s\n", what, e.what());
    lesson::check(std::string(e.what()).find(part) != std::string::npos, what);
    return;
  }
  lesson::check(false, what);
}

}  // namespace

int main() {
  // The loops for every size: n0 is the symbol that stands for `dynamic`. `cut` gives whole
  // vectors, and something of its own for the elements that remain.
  std::puts(tenon::explain(axpy, dynamic).c_str());

  const tenon::kernel<axpy, 1000> fixed;
  check_axpy(1000, "kernel<axpy, 1000>", fixed);

  const tenon::kernel<axpy, dynamic> any;
  for (tenon::index_t n : {0, 1, 15, 16, 17, 1000}) check_axpy(n, "kernel<axpy, dynamic>", any);

  // Promises make better code: with whole vectors only there is no remainder. They are checked at
  // each call.
  constexpr tenon::size whole = dynamic.multiple_of(16).at_most(4096);
  std::puts(tenon::explain(axpy, whole).c_str());
  const tenon::kernel<axpy, whole> promised;
  check_axpy(4096, "kernel<axpy, whole>", promised);
  refuse("17 elements", "multiple of 16", [&] { check_axpy(17, "promised", promised); });
  refuse("8192 elements", "at most 4096", [&] { check_axpy(8192, "promised", promised); });

  // The kernel of LLVM, if this build has the bundled one.
  try {
    const tenon::jit_kernel compiled = tenon::jit(axpy, dynamic);
    for (tenon::index_t n : {1, 17, 1000}) check_axpy(n, "jit(axpy, dynamic)", compiled);

    // `run` keeps what it compiled: two calls with two sizes, one compilation.
    tenon::kernel_cache cache;
    const auto run = [&](auto&&... arguments) {
      tenon::run_with<axpy>(tenon::run_options{{}, &cache}, arguments...);
    };
    check_axpy(10, "run<axpy>", run);
    check_axpy(1234, "run<axpy>", run);
    lesson::check(cache.compilations() == 1, "one compilation serves all sizes");
  } catch (const tenon::error& e) {
    std::printf("without LLVM: %s\n", e.what());
  }
}
