// Recurrences on the back ends of a processor: the interpreter, native code and the bundled LLVM give
// the same bits, on whole numbers and on random reals, and those of the oracle where sums are exact;
// math functions by the C library are close.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "kernel/interpreted.hpp"
#include "kernel/scan_descriptions.hpp"

namespace {

using namespace tenon;

/// The largest difference of floats.
float distance(const trials::operands& a, const trials::operands& b) {
  float most = 0;
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t e = 0; e + 4 <= a[k].bytes.size(); e += 4) {
      float x = 0, y = 0;
      std::memcpy(&x, a[k].bytes.data() + e, 4);
      std::memcpy(&y, b[k].bytes.data() + e, 4);
      most = std::fmax(most, x == y ? 0 : x != x || y != y ? 1e30f : std::fabs(x - y));
    }
  }
  return most;
}

template <auto Description, size... Sizes> void check(bool rounds) {
  const kernel<Description, Sizes...> native;
  const jit_kernel compiled = jit(Description, Sizes...);
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    for (const bool exact : {true, false}) {
      const trials::operands data = t.data(17, exact);
      const trials::operands by_interpreter = trials::interpreted(t, data);
      const trials::operands expected = t.expected(data);
      if (exact && !rounds) CHECK(trials::difference(by_interpreter, expected) == "");
      if (rounds) CHECK(distance(by_interpreter, expected) < 2e-5f);
      CHECK(trials::difference(t.answers(native, data), by_interpreter) == "");
      CHECK(trials::difference(t.answers(compiled, data), by_interpreter) == "");
    }
  }
}

}  // namespace

TEST_CASE("cells in tiles to and fro: any number of steps, also none, and of cells around whole tiles") {
  const kernel<descriptions::turning_cells, dynamic, dynamic> native;
  for (const index_t steps : {0, 1, 2, 5}) {
    for (const index_t cells : {1, 2, 3, 7, 8, 9, 13, 16, 17, 31}) {
      trials::trial<descriptions::turning_cells, dynamic, dynamic> t({steps, cells});
      const trials::operands data = t.data(3, true);
      const trials::operands expected = t.expected(data);
      CAPTURE(steps);
      CAPTURE(cells);
      CHECK(trials::difference(t.answers(native, data), expected) == "");
      CHECK(trials::difference(trials::interpreted(t, data), expected) == "");
      CHECK(trials::difference(t.answers(jit(descriptions::turning_cells, steps, cells), data), expected) == "");
    }
  }
}

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(descriptions::has_functions(#name)); }
TENON_SCAN_DESCRIPTIONS(TENON_CASE)
