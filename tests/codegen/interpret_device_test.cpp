// Programs for devices in the interpreter: right in any order of blocks and threads, and without one
// of their barriers a race.
#include <doctest/doctest.h>

#include <tenon/codegen/interpret/interpret.hpp>
#include <tenon/ir/verify.hpp>
#include <tenon/kernel/call.hpp>
#include <tenon/kernel/lowered.hpp>

#include "kernel/descriptions.hpp"
#include "kernel/trial.hpp"
#include "runtime/sentence.hpp"

namespace {

using namespace tenon;

/// A program for one of the devices, with everything that a call of it needs.
template <auto Description, size... Sizes>
struct device_case {
  lowered_kernel lowered = lower_description(preset(isa::cuda), Description, Sizes...);
  workspace memory;

  /// What the interpreter answers, in the order of a seed.
  trials::operands run(trials::operands data, std::uint64_t seed) {
    const auto arguments = trials::trial<Description, Sizes...>::arguments(data);
    call_kernel(*lowered.facts, arguments.data(), static_cast<int>(arguments.size()), {}, memory,
                [&](const kernel_call& call) { interpret(*lowered.program, call, {seed}); });
    return data;
  }
};

template <auto Description, size... Sizes>
void check() {
  device_case<Description, Sizes...> c;
  REQUIRE(ir::verify(*c.lowered.program).ok());
  for (const auto& symbols : trials::symbol_values<Sizes...>()) {
    trials::trial<Description, Sizes...> t(symbols);
    const trials::operands data = t.data(23, true);
    for (const std::uint64_t seed : {0, 1, 2}) CHECK(c.run(data, seed) == t.expected(data));
  }
}

/// Positions of the barriers of a program.
std::vector<int> barriers_of(const ir::program& p) {
  std::vector<int> found;
  for (int s = 0; s < p.statements.size(); ++s) {
    if (p.statements[s].kind == ir::statement_kind::barrier) found.push_back(s);
  }
  return found;
}

/// Whether a barrier stands under a condition, from statement `s` on.
bool has_barrier_in_guard(const ir::program& p, int s) {
  for (; s >= 0; s = p.statements[s].next) {
    const ir::statement& x = p.statements[s];
    if (x.kind == ir::statement_kind::store) continue;
    if (x.kind == ir::statement_kind::guard && ir::has_barrier(p, x.body)) return true;
    if (has_barrier_in_guard(p, x.body)) return true;
  }
  return false;
}

}  // namespace

#define TENON_CASE(name, ...) \
  TEST_CASE(#name " of " #__VA_ARGS__) { check<descriptions::name, __VA_ARGS__>(); }
TENON_BOUND_DESCRIPTIONS(TENON_CASE)

TEST_CASE("each barrier of the product is needed: without it there is a race") {
  device_case<descriptions::bound_product, 19, 21, 13> c;
  const std::vector<int> barriers = barriers_of(*c.lowered.program);
  CHECK(barriers.size() == 2);  // after the last part was read, and after the next was written
  trials::trial<descriptions::bound_product, 19, 21, 13> t({});
  for (const int s : barriers) {
    ir::statement& x = c.lowered.program->statements[s];
    x.kind = ir::statement_kind::block;
    const std::string said = sentence([&] { c.run(t.data(5, true), 3); });
    CHECK(said.find("with no barrier between: a race") != std::string::npos);
    x.kind = ir::statement_kind::barrier;
  }
  CHECK(sentence([&] { c.run(t.data(5, true), 3); }) == "nothing was thrown");
}

TEST_CASE("stages in two halves need one barrier an iteration, and that one") {
  device_case<descriptions::double_buffer_shared, 9, 13, 10> c;
  const std::vector<int> barriers = barriers_of(*c.lowered.program);
  CHECK(barriers.size() == 1);
  trials::trial<descriptions::double_buffer_shared, 9, 13, 10> t({});
  c.lowered.program->statements[barriers[0]].kind = ir::statement_kind::block;
  const std::string said = sentence([&] { c.run(t.data(5, true), 3); });
  CHECK(said.find("A.c[0, 0, 0] is read before anyone wrote it") != std::string::npos);
}

TEST_CASE("barriers stand outside of conditions") {
  device_case<descriptions::shared_in_tail, dynamic> c;
  const ir::program& p = *c.lowered.program;
  CHECK(ir::has_barrier(p, p.root));
  CHECK_FALSE(has_barrier_in_guard(p, p.root));
}

TEST_CASE("blocks that touch the same element are a race") {
  device_case<descriptions::bound_stages, 9, 21> c;
  for (ir::affine& f : c.lowered.program->forms) {
    if (f.count == 2 && f.terms[0].factor == 8) f.terms[0].factor = 7;  // the block's part overlaps the next
  }
  trials::trial<descriptions::bound_stages, 9, 21> t({});
  CHECK(sentence([&] { c.run(t.data(5, true), 3); }).find("a race") != std::string::npos);
}

TEST_CASE("a barrier that some threads don't reach is reported") {
  device_case<descriptions::bound_product, 19, 21, 13> c;
  ir::program& p = *c.lowered.program;
  const int barrier = barriers_of(p).front();
  for (ir::statement& s : p.statements) {
    if (s.kind != ir::statement_kind::loop || s.loop != ir::loop_kind::thread_x) continue;
    ir::builder b(p);
    ir::statement alone = p.statements[barrier];
    alone.next = -1;
    const int inside = p.statements.push(alone);
    const int guard = b.guard({-1 * ir::make_variable(s.var)}, inside);
    s.body = b.block({guard, s.body});
  }
  trials::trial<descriptions::bound_product, 19, 21, 13> t({});
  CHECK(sentence([&] { c.run(t.data(5, true), 3); }).find("disagree on a condition around a barrier") !=
        std::string::npos);
}
