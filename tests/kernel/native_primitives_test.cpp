// Every description of descriptions.hpp by the C++ compiler, against the oracle on exact data and,
// where the bundled LLVM is there, against LLVM on random reals, bit for bit. Built by GCC and by
// Clang, so that both equal LLVM and therefore each other.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "kernel/descriptions.hpp"
#include "kernel/trial.hpp"

namespace {

using namespace tenon;

/// Whether LLVM can be loaded here; said once when it can't.
bool has_llvm() {
  static const bool found = [] {
    try {
      jit(descriptions::pointwise, 4);
      return true;
    } catch (const error& e) {
      MESSAGE("without LLVM: ", e.what());
      return false;
    }
  }();
  return found;
}

/// Floats agree to a few units of the last place of the largest term.
bool near(const trials::operands& a, const trials::operands& b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    for (std::size_t e = 0; e + 4 <= a[k].bytes.size(); e += 4) {
      float x = 0, y = 0;
      std::memcpy(&x, a[k].bytes.data() + e, 4);
      std::memcpy(&y, b[k].bytes.data() + e, 4);
      if (!(std::fabs(x - y) <= 4e-6f * (1 + std::fabs(y)))) return false;
    }
  }
  return true;
}

template <auto Description, size... Sizes> void check(const std::string& name, bool rounds) {
  const kernel<Description, Sizes...> native;
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    std::string sizes;
    for (const index_t n : symbols) sizes += " " + std::to_string(n);
    CAPTURE(name);
    CAPTURE(sizes);
    trials::trial<Description, Sizes...> t(symbols);
    for (const bool exact : {true, false}) {
      const trials::operands data = t.data(17, exact);
      const trials::operands mine = t.answers(native, data);
      if (exact && !rounds) CHECK(trials::difference(mine, t.expected(data)) == "");
      if (rounds) CHECK(near(mine, t.expected(data)));
      if (!has_llvm()) continue;
      static const jit_kernel compiled = jit(Description, Sizes...);
      CHECK(trials::difference(mine, t.answers(compiled, data)) == "");
    }
  }
}

}  // namespace

#define TENON_CASE(name, ...)                                              \
  TEST_CASE(#name " of " #__VA_ARGS__) {                                   \
    check<descriptions::name, __VA_ARGS__>(#name, std::string(#name) == "functions"); \
  }
TENON_DESCRIPTIONS(TENON_CASE)
