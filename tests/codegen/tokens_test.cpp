// Programs of a decoupled target on units of their own, in many orders; by the interpreter, which runs
// them in order; and how much sooner two virtual threads end than one.
#include <doctest/doctest.h>

#include <functional>
#include <utility>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

#include "codegen/token_machine.hpp"
#include "ir/decoupled_program.hpp"
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

namespace {

/// How long matrices times vectors take where each store of an element takes one cycle.
template <auto Description> long cycles_of() {
  trials::trial<Description, 4, 16, 16> t({});
  trials::operands data = t.data(3, true);
  long found = 0;
  with_program(t, data, [&](const ir::program& p, const kernel_call& call) {
    found = trials::token_machine(p, call).cycles({1, 1, 1});
  });
  return found;
}

/// A product's program without the tokens of one queue.
void without_queue(ir::program& p, unit from, unit to) {
  for (ir::statement& s : p.statements) {
    const bool is_token = s.kind == ir::statement_kind::push || s.kind == ir::statement_kind::pop;
    if (is_token && s.from == from && s.to == to) s.kind = ir::statement_kind::block;
  }
}

}  // namespace

TEST_CASE("two virtual threads hide what one waits for") {
  // Four matrices of 16 · 16 in tiles of 4 · 4: 64 steps, each of which loads 16 elements of the matrix and 4
  // of the vector and computes 16 times.
  const long alone = cycles_of<descriptions::decoupled_vectors_alone>();
  const long both = cycles_of<descriptions::decoupled_vectors>();
  const long loading = 64 * 20, computing = 64 * 16;
  CHECK(alone >= loading + computing);   // each step waits for its loads, and they for the step before
  CHECK(both >= loading);
  CHECK(both < loading + loading / 10);  // what is computed is hidden behind loads, but where tiles end
  CHECK(alone * 10 > both * 16);
}

TEST_CASE("every queue of a product is needed") {
  for (const auto& [from, to] : {std::pair{unit::load, unit::compute}, std::pair{unit::compute, unit::load},
                                std::pair{unit::compute, unit::store}, std::pair{unit::store, unit::compute}}) {
    trials::trial<descriptions::decoupled_product, 16, 8, 16> t({});
    trials::operands data = t.data(3, true);
    bool found = false;
    with_program(t, data, [&](const ir::program& p, const kernel_call& call) {
      box<ir::program> changed;
      *changed = p;
      without_queue(*changed, from, to);
      for (unsigned seed = 0; seed < 6; ++seed) found = found || !trials::token_machine(*changed, call).run(seed).empty();
    });
    CAPTURE(static_cast<int>(from));
    CHECK(found);
  }
}

TEST_CASE("the interpreter counts tokens") {
  const auto sentence_of = [](const std::function<void(ir::program&)>& change) -> std::string {
    box<ir::program> p;
    programs::moved(*p);
    change(*p);
    float a[3] = {1, 2, 3}, c[3] = {};
    void* const arguments[] = {a, c};
    const index_t n = 3;
    kernel_call call{};
    call.arguments = arguments;
    call.parameters = &n;
    try {
      interpret(*p, call);
    } catch (const error& x) {
      return x.what();
    }
    return c[2] == 6 ? "" : "wrong";
  };
  const auto drop_first = [](ir::program& p, ir::statement_kind kind, unit from) {
    for (ir::statement& s : p.statements) {
      if (s.kind != kind || s.from != from) continue;
      s.kind = ir::statement_kind::block;
      return;
    }
  };
  CHECK(sentence_of([](ir::program&) {}) == "");
  CHECK(sentence_of([&](ir::program& p) { drop_first(p, ir::statement_kind::pop, unit::load); })
            .find("a token from load to compute is left in the end") != std::string::npos);
  CHECK(sentence_of([&](ir::program& p) { drop_first(p, ir::statement_kind::push, unit::load); })
            .find("a token from load to compute is popped before it is pushed") != std::string::npos);
}
