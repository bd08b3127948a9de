// Recurrences on the back ends of a processor: the interpreter, native code and the bundled LLVM give
// the same bits, on whole numbers and on random reals, and those of the oracle where sums are exact;
// math functions by the C library are close.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "kernel/scan_descriptions.hpp"
#include "kernel/trial.hpp"

namespace {

using namespace tenon;

/// The first operand and element in which two answers differ, as text; empty where none does.
std::string difference(const trials::operands& a, const trials::operands& b) {
  for (std::size_t k = 0; k < a.size(); ++k) {
    const auto size = static_cast<std::size_t>(size_of(a[k].seen.type));
    for (std::size_t e = 0; e < a[k].bytes.size(); ++e) {
      if (a[k].bytes[e] == b[k].bytes[e]) continue;
      return "operand " + std::to_string(k) + " element " + std::to_string(e / size);
    }
  }
  return "";
}

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

template <auto Description, size... Sizes>
trials::operands interpreted(trials::trial<Description, Sizes...>& t, trials::operands data) {
  const std::vector<argument> arguments = t.arguments(data);
  std::vector<lowered_kernel> all = lower_variants(compiled_target(), Description, Sizes...);
  REQUIRE(all.size() == 1);
  const ir::program& p = *all[0].program;
  REQUIRE(ir::verify(p).ok());
  workspace own;
  call_kernel(*all[0].facts, arguments.data(), static_cast<int>(arguments.size()), {}, own,
              [&](const kernel_call& call) { interpret(p, call, {.seed = 5}); });
  return data;
}

template <auto Description, size... Sizes> void check(bool rounds) {
  const kernel<Description, Sizes...> native;
  const jit_kernel compiled = jit(Description, Sizes...);
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    for (const bool exact : {true, false}) {
      const trials::operands data = t.data(17, exact);
      const auto run = [&](const auto& kernel) {
        trials::operands answers = data;
        const auto arguments = t.arguments(answers);
        kernel.run_arguments({}, arguments.data(), static_cast<int>(arguments.size()));
        return answers;
      };
      const trials::operands by_interpreter = interpreted(t, data);
      const trials::operands expected = t.expected(data);
      if (exact && !rounds) CHECK(difference(by_interpreter, expected) == "");
      if (rounds) CHECK(distance(by_interpreter, expected) < 2e-5f);
      CHECK(difference(run(native), by_interpreter) == "");
      CHECK(difference(run(compiled), by_interpreter) == "");
    }
  }
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(descriptions::has_functions(#name)); }
TENON_SCAN_DESCRIPTIONS(TENON_CASE)
