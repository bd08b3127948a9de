// What the interpreter answers in a trial.
#pragma once

#include <doctest/doctest.h>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

#include "kernel/trial.hpp"

namespace trials {

/// The operands after a description's program was verified and interpreted.
template <auto Description, size... Sizes>
operands interpreted(trial<Description, Sizes...>& t, operands data) {
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

}  // namespace trials
