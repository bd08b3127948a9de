// Programs for a decoupled target on a processor, which runs them in order: tokens mean nothing to the C++
// compiler, to LLVM and to printed C.
#include <doctest/doctest.h>

#include <tenon/kernel/jit.hpp>
#include <tenon/kernel/kernel.hpp>

#include "codegen/compiled_c.hpp"
#include "kernel/decoupled_descriptions.hpp"
#include "kernel/trial.hpp"

namespace {

using namespace tenon;
using descriptions::accelerator;

template <auto Description, size... Sizes> void check() {
  const kernel_for<accelerator, Description, Sizes...> native;
  const jit_kernel compiled = jit_for(accelerator, Description, Sizes...);
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    const trials::operands data = t.data(17, true);
    const trials::operands expected = t.expected(data);
    CHECK(trials::difference(t.answers(native, data), expected) == "");
    CHECK(trials::difference(t.answers(compiled, data), expected) == "");
    for (const std::string& compiler : compiled::c_compilers()) {
      const compiled::c_code printed(compiler, compiled.program());
      trials::operands mine = data;
      const std::vector<argument> arguments = t.arguments(mine);
      workspace own;
      call_kernel(compiled.facts(), arguments.data(), static_cast<int>(arguments.size()), {}, own, printed);
      CHECK(trials::difference(mine, expected) == "");
    }
  }
}

}  // namespace

TEST_CASE("a product by two virtual threads") { check<descriptions::decoupled_product, dynamic, 8, dynamic>(); }
TEST_CASE("a stage that goes through memory") { check<descriptions::decoupled_through_memory, 5, 6>(); }
