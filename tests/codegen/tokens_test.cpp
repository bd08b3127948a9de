// Programs of a decoupled target on units of their own, in many orders; by the interpreter, which runs
// them in order; and how much sooner two virtual threads end than one.
#include <doctest/doctest.h>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

#include "codegen/token_machine.hpp"
#include "kernel/decoupled_descriptions.hpp"
#include "kernel/trial.hpp"

namespace {

using namespace tenon;
using descriptions::accelerator;

/// Calls `run` with the program of a description and operands.
template <auto Description, size... Sizes, class Run>
void with_program(trials::trial<Description, Sizes...>& t, trials::operands& data, const Run& run) {
  const lowered_kernel k = lower_description(accelerator, Description, Sizes...);
  const ir::verdict v = ir::verify(*k.program);
  REQUIRE_MESSAGE(v.ok(), ir::sentence(v.broken));
  const std::vector<argument> arguments = t.arguments(data);
  workspace own;
  call_kernel(*k.facts, arguments.data(), static_cast<int>(arguments.size()), {}, own,
              [&](const kernel_call& call) { run(*k.program, call); });
}

template <auto Description, size... Sizes> void check() {
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    const trials::operands data = t.data(23, true);
    const trials::operands expected = t.expected(data);
    trials::operands walked = data;
    with_program(t, walked, [](const ir::program& p, const kernel_call& call) { interpret(p, call, {.detect = true}); });
    CHECK(trials::difference(walked, expected) == "");
    for (unsigned seed = 0; seed < 20; ++seed) {
      CAPTURE(seed);
      trials::operands mine = data;
      with_program(t, mine, [&](const ir::program& p, const kernel_call& call) {
        CHECK(trials::token_machine(p, call).run(seed) == "");
      });
      CHECK(trials::difference(mine, expected) == "");
    }
  }
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(); }
TENON_DECOUPLED_DESCRIPTIONS(TENON_CASE)
